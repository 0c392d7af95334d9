import { useMemo } from "react";
import { formatDecimal } from "@/shared/format";
import { Card, CardHeader, Tooltip } from "@/shared/ui";
import { cn } from "@/shared/cn";
import type { Report } from "../../api/documents";
import { binsOf } from "./scatter";

/** How many trades ended with which profit. */
export function ProfitHistogram({ report }: { report: Report }) {
  const bins = useMemo(() => binsOf(report.trades.map((trade) => Number(trade.profit_percent))), [report]);
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const text = (value: number) => formatDecimal(value.toFixed(4), { maxDecimals: 2, signed: true });
  const { average_win_percent: win, average_loss_percent: loss } = report.summary.all;
  return (
    <Card aria-labelledby="histogram-title">
      <CardHeader id="histogram-title" title="Profits of trades" note="percent of the value at entry" />
      <div className="grid gap-2 px-4 pb-4">
        <ul aria-label="Trades by profit" className="flex h-72 items-end gap-px border-b border-line-strong">
          {bins.map((bin) => (
            <li key={bin.from} className="flex h-full min-w-0 flex-1 items-end">
              <Tooltip content={`${text(bin.from)} to ${text(bin.to)} %: ${bin.count} trades`}>
                <span
                  className={cn("block w-full rounded-t-[2px]", bin.from < 0 ? "bg-down" : "bg-up")}
                  style={{ height: bin.count ? `max(2px, ${(100 * bin.count) / most}%)` : 0 }}
                >
                  <span className="sr-only">
                    {text(bin.from)} to {text(bin.to)} percent: {bin.count} trades
                  </span>
                </span>
              </Tooltip>
            </li>
          ))}
        </ul>
        <div className="flex justify-between text-xs num text-ink-soft">
          <span>{text(bins[0]?.from ?? 0)} or less</span>
          <span>{text(bins.at(-1)?.to ?? 0)} or more</span>
        </div>
        <p className="text-xs text-ink-soft">
          The average winner makes {win === null ? "nothing" : `${formatDecimal(win, { decimals: 2 })} %`},
          the average loser costs{" "}
          {loss === null ? "nothing" : `${formatDecimal(loss.replace("-", ""), { decimals: 2 })} %`}.
        </p>
      </div>
    </Card>
  );
}
