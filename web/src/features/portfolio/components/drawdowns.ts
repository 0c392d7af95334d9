/** Daily drawdown: how far equity fell from the best of its trading day, for drawing. */
import type { EquityPoint } from "@/shared/api";
import { toChartNumber } from "@/shared/format";

export interface Fall {
  /** The trading day, `2026-11-21`. */
  day: string;
  /** The deepest fall from the day's best so far, in account currency; never below zero. */
  worst: number;
  /** The same in percent of that best. */
  percent: number;
}

/** The deepest fall within each day by the clock of `zone`, oldest first. Floats: for the chart and its table alone. */
export function fallsByDay(points: readonly EquityPoint[], zone: string): Fall[] {
  const dayOf = new Intl.DateTimeFormat("sv-SE", { timeZone: zone });
  const falls = new Map<string, Fall & { peak: number }>();
  for (const point of points) {
    const day = dayOf.format(new Date(point.at));
    const equity = toChartNumber(point.equity);
    const fall = falls.get(day) ?? { day, worst: 0, percent: 0, peak: equity };
    fall.peak = Math.max(fall.peak, equity);
    const down = fall.peak - equity;
    if (down > fall.worst) {
      fall.worst = down;
      fall.percent = fall.peak > 0 ? (down / fall.peak) * 100 : 0;
    }
    falls.set(day, fall);
  }
  return [...falls.values()].map(({ day, worst, percent }) => ({ day, worst, percent }));
}
