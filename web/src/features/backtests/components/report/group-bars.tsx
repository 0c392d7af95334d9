import { formatDecimal } from "@/shared/format";
import { EmptyState, Figure } from "@/shared/ui";
import { ListX } from "lucide-react";
import { cn } from "@/shared/cn";
import type { Report } from "../../api/documents";

type Group = Report["by"]["hour"][number];

/** A table whose profits are also bars from a common zero: losses to the left, gains to the right. */
export function GroupBars({ rows }: { rows: readonly Group[] }) {
  if (rows.length === 0) {
    return (
      <EmptyState icon={ListX} title="No closed trades">
        There is nothing to group.
      </EmptyState>
    );
  }
  const largest = Math.max(...rows.map((row) => Math.abs(Number(row.profit))), 1e-9);
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">Profit by group</caption>
      <thead className="text-xs text-ink-soft">
        <tr className="border-y border-line">
          <th scope="col" className="px-4 py-2 text-left font-medium">
            Group
          </th>
          <th scope="col" className="w-2/5 py-2 max-sm:w-1/4">
            <span className="sr-only">Profit as a bar</span>
          </th>
          <th scope="col" className="px-3 py-2 text-right font-medium">
            Profit
          </th>
          <th scope="col" className="px-3 py-2 text-right font-medium">
            Trades
          </th>
          <th scope="col" className="px-3 py-2 text-right font-medium max-sm:hidden">
            Won %
          </th>
          <th scope="col" className="px-3 py-2 text-right font-medium max-sm:hidden">
            Average
          </th>
          <th scope="col" className="px-4 py-2 text-right font-medium max-sm:hidden">
            Profit factor
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key} className="border-b border-line last:border-b-0">
            <th scope="row" className="px-4 py-1.5 text-left font-normal">
              {row.key}
            </th>
            <td className="py-1.5">
              <Bar share={Number(row.profit) / largest} />
            </td>
            <td className="px-3 py-1.5 text-right">
              <Figure value={row.profit} decimals={2} pnl />
            </td>
            <td className="px-3 py-1.5 text-right num">{formatDecimal(String(row.trades))}</td>
            <td className="px-3 py-1.5 text-right num max-sm:hidden">
              {formatDecimal(row.percent_profitable, { decimals: 1 })}
            </td>
            <td className="px-3 py-1.5 text-right num max-sm:hidden">
              {formatDecimal(row.average, { decimals: 2 })}
            </td>
            <td className="px-4 py-1.5 text-right num max-sm:hidden">
              {row.profit_factor === null ? "–" : formatDecimal(row.profit_factor, { decimals: 2 })}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Bar({ share }: { share: number }) {
  return (
    <div aria-hidden className="relative h-4">
      <span className="absolute inset-y-[-6px] left-1/2 w-px bg-line-strong" />
      <span
        className={cn(
          "absolute inset-y-0.5 rounded-[2px]",
          share < 0 ? "right-1/2 bg-down" : "left-1/2 bg-up",
        )}
        style={{ width: `${Math.abs(share) * 48}%` }}
      />
    </div>
  );
}
