/** Which bars: a kept series and, if wanted, a part of it. Days are UTC, as the bars count them. */
import type { Faults } from "@/shared/hooks/use-form";
import type { DataSet } from "./choices";

const MINUTES: Readonly<Record<string, number>> = {
  "1m": 1,
  "3m": 3,
  "5m": 5,
  "15m": 15,
  "30m": 30,
  "1h": 60,
  "2h": 120,
  "4h": 240,
  "1d": 1_440,
  "1w": 10_080,
};

export interface TypedRange {
  /** `source/symbol/timeframe`. */
  data: string;
  /** ISO days; empty: as far as there are bars. */
  from: string;
  to: string;
}

export function barSeconds(timeframe: string): number {
  return (MINUTES[timeframe] ?? 1) * 60;
}

/** The instant a typed day begins; null for "as far as there are bars". */
export function dayStart(day: string): string | null {
  return day ? `${day}T00:00:00Z` : null;
}

/** The first instant after the typed last day, since ranges leave their end out. */
export function dayEnd(day: string): string | null {
  if (!day) return null;
  return `${new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`;
}

/** About how many bars the range holds: the kept ones, spread evenly. */
export function barsWithin(set: DataSet, { from, to }: Pick<TypedRange, "from" | "to">): number {
  if (!set.from || !set.to) return set.bars;
  const first = Date.parse(set.from);
  const last = Date.parse(set.to) + barSeconds(set.timeframe) * 1_000;
  const start = Math.max(first, Date.parse(dayStart(from) ?? set.from));
  const end = Math.min(last, dayEnd(to) ? Date.parse(dayEnd(to) ?? "") : last);
  return Math.max(0, Math.round((set.bars * (end - start)) / (last - first)));
}

export function rangeFaults(
  { data, from, to }: TypedRange,
  sets: readonly DataSet[],
  key: (set: DataSet) => string,
): Faults {
  const set = sets.find((each) => key(each) === data);
  return {
    data: set ? null : "Choose the bars to run on.",
    to:
      from && to && from > to
        ? "The last day is before the first."
        : set && barsWithin(set, { from, to }) < 2
          ? "There are no bars in this range."
          : null,
  };
}
