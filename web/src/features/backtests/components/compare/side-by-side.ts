/** What differs between runs, and which of them is best by which figure. */
import type { Compared } from "../../api/compare";
import type { Run } from "../../api/documents";
import { rangeWord } from "../run-words";

type Wish = "more" | "less" | null;

/** The figures compared, in reading order; whether one wants more or less of each, null where neither is better. */
export const comparedFigures: readonly (readonly [name: string, wish: Wish])[] = [
  ["net_profit_percent", "more"],
  ["cagr", "more"],
  ["drawdown_max_percent", "less"],
  ["under_water_longest", "less"],
  ["sharpe", "more"],
  ["sortino", "more"],
  ["calmar", "more"],
  ["profit_factor", "more"],
  ["expectancy_r", "more"],
  ["average_trade_percent", "more"],
  ["percent_profitable", "more"],
  ["sqn", "more"],
  ["sharpe_deflated", "more"],
  ["trades_total", null],
  ["exposure", null],
  ["commission_paid", null],
  ["buy_hold_percent", null],
];

/** The places of the best values; none where nothing is better, or all are equal. */
export function bestOf(
  values: readonly (string | number | null | undefined)[],
  wish: Wish,
): ReadonlySet<number> {
  const known = values.flatMap((value, i) =>
    value === null || value === undefined ? [] : [[i, Number(value)] as const],
  );
  if (wish === null || known.length < 2) return new Set();
  const best = (wish === "more" ? Math.max : Math.min)(...known.map(([, value]) => value));
  const places = known.filter(([, value]) => value === best).map(([i]) => i);
  return new Set(places.length === known.length ? [] : places);
}

export interface Difference {
  name: string;
  /** One text for each run. */
  values: string[];
}

const AS_IT_SAYS = "as the strategy says";

/** Everything in which the runs were asked differently. */
export function differencesOf(runs: readonly Run[]): Difference[] {
  const rows: Difference[] = [
    { name: "Strategy", values: runs.map((run) => run.name) },
    { name: "Version", values: runs.map((run) => (run.strategy ? String(run.strategy.version) : "–")) },
    { name: "Symbol", values: runs.map((run) => run.data.symbol) },
    { name: "Timeframe", values: runs.map((run) => run.data.timeframe) },
    { name: "Source", values: runs.map((run) => run.data.source) },
    { name: "Range", values: runs.map((run) => rangeWord(run.data.from, run.data.to)) },
    { name: "Bars", values: runs.map((run) => String(run.data.bars ?? "–")) },
    ...given(runs, (run) => run.inputs, "Input"),
    ...given(runs, (run) => run.settings, "Setting"),
  ];
  return rows.filter((row) => new Set(row.values).size > 1);
}

function given(
  runs: readonly Run[],
  of: (run: Run) => Readonly<Record<string, unknown>>,
  kind: string,
): Difference[] {
  const names = [...new Set(runs.flatMap((run) => Object.keys(of(run))))].sort();
  return names.map((name) => ({
    name: `${kind}: ${name.replaceAll("_", " ")}`,
    values: runs.map((run) => {
      const value = of(run)[name];
      return value === undefined || value === null
        ? AS_IT_SAYS
        : typeof value === "string"
          ? value
          : JSON.stringify(value);
    }),
  }));
}

/** A short name for each run, by which the curve, the columns and the list know it. */
export function letterOf(index: number): string {
  return String.fromCharCode(65 + index);
}

export interface GrowthPoint {
  /** Seconds. */
  time: number;
  /** Percent of what the run began with. */
  value: number;
}

/** The growth of each run in percent, so that runs with other capital lie on one scale. */
export function growthOf({ equity }: Pick<Compared, "equity">): GrowthPoint[] {
  const start = Number(equity.equity[0] ?? 1) || 1;
  return equity.time.map((iso, i) => ({
    time: Date.parse(iso) / 1_000,
    value: 100 * (Number(equity.equity[i]) / start - 1),
  }));
}
