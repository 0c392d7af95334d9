import { formatDecimal, signOf } from "@/shared/format";
import { Card, CardHeader } from "@/shared/ui";
import { cn } from "@/shared/cn";
import type { Report } from "../../api/documents";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** Monthly return in percent at which a cell has its full colour. */
const FULL = 10;

/** Returns by month, a row for each year: sign and figure in every cell, colour besides. */
export function MonthlyHeatMap({ report }: { report: Report }) {
  const months = new Map(report.monthly.map((month) => [month.period, month.return_percent]));
  return (
    <Card aria-labelledby="monthly-title">
      <CardHeader id="monthly-title" title="Return by month" note="percent, open profit included" />
      <div
        className="overflow-x-auto px-4 pb-4"
        role="region"
        aria-label="Return by month, scrollable"
        tabIndex={0}
      >
        <table className="w-full min-w-160 border-separate border-spacing-0.5 text-center text-xs">
          <thead className="text-ink-soft">
            <tr>
              <th scope="col" className="px-2 py-1 text-left font-medium">
                Year
              </th>
              {MONTHS.map((month) => (
                <th key={month} scope="col" className="py-1 font-medium">
                  {month}
                </th>
              ))}
              <th scope="col" className="py-1 font-medium">
                Year
              </th>
            </tr>
          </thead>
          <tbody>
            {report.annual.map((year) => (
              <tr key={year.period}>
                <th scope="row" className="px-2 text-left font-medium">
                  {year.period}
                </th>
                {MONTHS.map((month, i) => (
                  <Cell
                    key={month}
                    value={months.get(`${year.period}-${String(i + 1).padStart(2, "0")}`) ?? null}
                  />
                ))}
                <Cell value={year.return_percent} isTotal />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Cell({ value, isTotal }: { value: string | null; isTotal?: boolean }) {
  if (value === null) return <td aria-label="no bars" className="rounded-[4px] bg-sunken" />;
  const sign = signOf(value);
  const share = Math.min(1, Math.abs(Number(value)) / (isTotal ? 4 * FULL : FULL));
  const tone = sign < 0 ? "var(--down-soft)" : "var(--up-soft)";
  return (
    <td
      className={cn("rounded-[4px] py-2 num text-ink", isTotal && "font-semibold")}
      style={{
        background:
          sign === 0
            ? undefined
            : `color-mix(in oklch, ${tone} ${Math.round(25 + share * 75)}%, transparent)`,
      }}
    >
      {formatDecimal(value, { decimals: 1, signed: true })}
    </td>
  );
}
