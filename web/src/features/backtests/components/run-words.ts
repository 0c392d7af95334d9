/** Short words about a run, the same in lists, reports and comparisons. */
import { formatDecimal } from "@/shared/format";
import type { Run } from "../api/documents";

/** What ran, besides its name: "version 3", "guru", "draft". */
export function originWord(run: Pick<Run, "guru" | "strategy">): string {
  if (run.strategy) return `version ${run.strategy.version}`;
  return run.guru ? "guru" : "draft";
}

export function dataWord(run: Pick<Run, "data">): string {
  return `${run.data.symbol} · ${run.data.timeframe}`;
}

const day = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  day: "numeric",
  month: "short",
  year: "numeric",
});

/** A date of the data, UTC as exchanges count. */
export function dayWord(iso: string): string {
  return day.format(new Date(iso));
}

export function rangeWord(from: string | null, to: string | null): string {
  if (from === null && to === null) return "all bars kept";
  return `${from ? dayWord(from) : "the first bar"} – ${to ? dayWord(to) : "the last bar"}`;
}

export function count(value: number, one: string, many = `${one}s`): string {
  return `${formatDecimal(String(value))} ${value === 1 ? one : many}`;
}

/** A figure of the headline as text; null while there is none. */
export function headlineOf(run: Pick<Run, "headline">, name: string): string | null {
  const value = run.headline?.[name];
  return value === null || value === undefined ? null : String(value);
}
