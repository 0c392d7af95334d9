import { figureText, meaningOf } from "@/shared/research/figures";
import { Card, Figure } from "@/shared/ui";
import type { Report } from "../../api/documents";

/** What leads: result, risk, quality, and what doing nothing would have made. */
export function KeyFigures({ report }: { report: Report }) {
  const all = report.summary.all;
  const { risk, ratios } = report;
  return (
    <Card aria-label="Key figures">
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-card bg-line lg:grid-cols-4">
        <Tile
          name="Net profit"
          value={<Figure value={all.net_profit} decimals={2} pnl />}
          aside={percent(all.net_profit_percent)}
        />
        <Tile
          name="Maximum drawdown"
          value={percent(risk.drawdown_max_percent)}
          aside={figureText(risk.drawdown_max, "money")}
        />
        <Tile
          name="Buy and hold"
          value={<Figure value={ratios.buy_hold} decimals={2} pnl />}
          aside={percent(ratios.buy_hold_percent)}
        />
        <Tile
          name="Profit factor"
          value={<Figure value={all.profit_factor} decimals={2} />}
          aside={`average trade ${figureText(all.average_trade, "money")}`}
        />
        <Tile
          name="Trades"
          value={<Figure value={String(all.trades_total ?? 0)} />}
          aside={`${percent(all.percent_profitable)} won`}
        />
        <Tile
          name="Sharpe ratio"
          value={<Figure value={ratios.sharpe} decimals={2} />}
          aside={`daily, a year ${figureText(ratios.sharpe_daily, "ratio")}`}
        />
        <Tile
          name="Annual growth"
          value={percent(ratios.cagr)}
          aside={`Calmar ${figureText(ratios.calmar, "ratio")}`}
        />
        <Tile
          name="Costs paid"
          value={<Figure value={all.commission_paid} decimals={2} />}
          aside={`slippage ${figureText(all.slippage_cost, meaningOf("slippage_cost").unit)}`}
        />
      </dl>
    </Card>
  );
}

const percent = (value: string | null) => figureText(value, "percent");

function Tile({ name, value, aside }: { name: string; value: React.ReactNode; aside: React.ReactNode }) {
  return (
    <div className="min-w-0 bg-surface px-3.5 py-3">
      <dt className="text-xs text-ink-soft">{name}</dt>
      <dd className="mt-0.5">
        <span className="block truncate text-lg leading-snug font-semibold tracking-tight num">{value}</span>
        <span className="block truncate text-xs num text-ink-soft">{aside}</span>
      </dd>
    </div>
  );
}
