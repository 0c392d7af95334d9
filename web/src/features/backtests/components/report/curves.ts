/** The report's curves as numbers to draw. */
import type { UTCTimestamp } from "lightweight-charts";
import { toChartNumber } from "@/shared/format";
import type { Report } from "../../api/documents";

export interface Point {
  time: UTCTimestamp;
  value: number;
}

export interface Curves {
  equity: Point[];
  benchmark: Point[];
  /** Percent below the peak so far, zero or negative. */
  drawdown: Point[];
  /** A logarithm needs all of it above zero. */
  canBeLog: boolean;
}

export function curvesOf(equity: Report["equity"]): Curves {
  const times = equity.time.map((iso) => (Date.parse(iso) / 1_000) as UTCTimestamp);
  const points = (values: readonly string[], sign = 1): Point[] =>
    values.map((value, i) => ({ time: times[i] ?? (0 as UTCTimestamp), value: sign * toChartNumber(value) }));
  const curves = {
    equity: points(equity.equity),
    benchmark: points(equity.benchmark),
    drawdown: points(equity.drawdown_percent, -1),
  };
  const isPositive = ({ value }: Point) => value > 0;
  return { ...curves, canBeLog: curves.equity.every(isPositive) && curves.benchmark.every(isPositive) };
}

export type Span = "all" | "1y" | "6m" | "3m" | "1m";
const DAYS: Record<Exclude<Span, "all">, number> = { "1y": 365, "6m": 182, "3m": 91, "1m": 30 };

/** The part of the curve a span shows, its end being the last point; null for all of it. */
export function rangeOf(
  span: Span,
  points: readonly Point[],
): { from: UTCTimestamp; to: UTCTimestamp } | null {
  const first = points[0]?.time;
  const last = points.at(-1)?.time;
  if (span === "all" || first === undefined || last === undefined) return null;
  return { from: Math.max(first, last - DAYS[span] * 86_400) as UTCTimestamp, to: last };
}
