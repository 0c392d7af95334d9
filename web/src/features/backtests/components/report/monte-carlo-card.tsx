import { formatDecimal } from "@/shared/format";
import { figureText } from "@/shared/research/figures";
import { Card, CardHeader, EmptyState } from "@/shared/ui";
import { Shuffle } from "lucide-react";
import type { Report } from "../../api/documents";

type Spread = { p5: string; p50: string; p95: string };

/** The same trades with other luck: in another order, and with some of them missed. */
export function MonteCarloCard({ report }: { report: Report }) {
  const found = report.robustness.monte_carlo;
  return (
    <Card aria-labelledby="monte-carlo-title">
      <CardHeader
        id="monte-carlo-title"
        title="The same trades with other luck"
        note={found ? `${formatDecimal(String(found.runs))} runs each, seed ${found.seed}` : undefined}
      />
      {found ? (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 px-4 pb-4">
          <Experiment
            title="In another order"
            words="The end is the same; the road is not. Be ready for the deepest of these falls."
            rows={[["Drawdown, %", found.trade_order.drawdown_percent, report.risk.drawdown_max_percent]]}
          />
          <Experiment
            title={`Each trade missed with a chance of ${formatDecimal(String(Number(found.skipped_trades.probability) * 100))} %`}
            words="If missing a few trades ruins it, it hangs on those few."
            rows={[
              ["Net profit", found.skipped_trades.net_profit, report.summary.all.net_profit],
              ["Drawdown, %", found.skipped_trades.drawdown_percent, report.risk.drawdown_max_percent],
            ]}
          />
          <p className="text-xs text-ink-soft">
            One run in twenty ends below the first figure, one in twenty above the third. Falls are those of
            closed trades; while trades are open the account falls deeper.
          </p>
        </div>
      ) : (
        <EmptyState icon={Shuffle} title="Too few trades to shuffle">
          Two closed trades are the least.
        </EmptyState>
      )}
    </Card>
  );
}

interface ExperimentProps {
  title: string;
  words: string;
  rows: readonly (readonly [name: string, spread: Spread, seen: string | null])[];
}

function Experiment({ title, words, rows }: ExperimentProps) {
  return (
    <div>
      <div className="overflow-x-auto" role="region" aria-label={`${title}, scrollable`} tabIndex={0}>
        <table className="w-full text-sm">
          <caption className="pb-1 text-left font-medium">{title}</caption>
          <thead className="text-xs text-ink-soft">
            <tr className="border-y border-line">
              <th scope="col" className="py-1.5 text-left font-medium">
                <span className="sr-only">Figure</span>
              </th>
              {["5 %", "50 %", "95 %", "Here"].map((head) => (
                <th key={head} scope="col" className="py-1.5 pl-3 text-right font-medium">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, spread, seen]) => (
              <tr key={name} className="border-b border-line">
                <th scope="row" className="py-1.5 text-left font-normal">
                  {name}
                </th>
                {[spread.p5, spread.p50, spread.p95].map((value, i) => (
                  <td key={i} className="py-1.5 pl-3 text-right num">
                    {figureText(value, "money")}
                  </td>
                ))}
                <td className="py-1.5 pl-3 text-right font-medium num">{figureText(seen, "money")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="mt-1 text-xs text-ink-soft">{words}</p>
    </div>
  );
}
