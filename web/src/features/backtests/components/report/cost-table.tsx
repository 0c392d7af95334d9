import { formatDecimal } from "@/shared/format";
import { Card, CardHeader, Figure } from "@/shared/ui";
import type { Report } from "../../api/documents";

/** What would be left of the profit with other fees and more slippage. */
export function CostTable({ report }: { report: Report }) {
  const { scenarios, note } = report.robustness.costs;
  const fees = [...new Set(scenarios.map((one) => one.fee_factor))].sort((a, b) => Number(a) - Number(b));
  const ticks = [...new Set(scenarios.map((one) => one.slippage_ticks))].sort((a, b) => a - b);
  const find = (fee: string, slippage: number) =>
    scenarios.find((one) => one.fee_factor === fee && one.slippage_ticks === slippage);
  return (
    <Card aria-labelledby="costs-title">
      <CardHeader id="costs-title" title="If trading cost more" note="net profit, by fees and slippage" />
      <div className="overflow-x-auto px-4" role="region" aria-label="Costs, scrollable" tabIndex={0}>
        <table className="w-full min-w-120 text-sm">
          <caption className="sr-only">Net profit with other fees and more slippage</caption>
          <thead className="text-xs text-ink-soft">
            <tr className="border-y border-line">
              <th scope="col" className="py-2 text-left font-medium">
                Fees
              </th>
              {ticks.map((each) => (
                <th key={each} scope="col" className="py-2 pl-3 text-right font-medium">
                  {each === 0 ? "no more slippage" : `+${each} ticks a fill`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {fees.map((fee) => (
              <tr key={fee} className="border-b border-line last:border-b-0">
                <th scope="row" className="py-1.5 text-left font-normal">
                  {fee === "0" ? "none" : fee === "1" ? "as they were" : `${formatDecimal(fee)} times`}
                </th>
                {ticks.map((each) => (
                  <td key={each} className="py-1.5 pl-3 text-right">
                    <Figure value={find(fee, each)?.net_profit} decimals={2} pnl />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="px-4 py-3 text-xs text-ink-soft">
        {note[0]?.toUpperCase()}
        {note.slice(1)}.
      </p>
    </Card>
  );
}
