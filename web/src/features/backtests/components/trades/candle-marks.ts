/** Where trades stand on the candles: the window to load and the marks to draw. */
import type { Trade } from "../../api/documents";
import type { BarWindow } from "../../api/bars";

const BARS_BEFORE = 90;
const BARS_AFTER = 60;
const BARS_AT_FIRST = 300;
/** More marks than this hide the candles. */
export const MARKS_MAX = 600;

export interface Mark {
  id: string;
  trade: number;
  kind: "entry" | "exit";
  side: "long" | "short";
  /** Seconds, one of the bars' own. */
  time: number;
  price: number;
}

/** The bars around one trade, in the run's own timeframe. */
export function windowAround(trade: Trade, barSeconds: number): BarWindow {
  const bar = barSeconds * 1_000;
  const entry = Date.parse(trade.entry_time);
  const exit = trade.exit_time ? Date.parse(trade.exit_time) : entry;
  return { from: entry - BARS_BEFORE * bar, to: exit + BARS_AFTER * bar };
}

/** What is shown before a trade is chosen: the last bars of the run. */
export function lastWindow(end: string | null, barSeconds: number): BarWindow {
  if (end === null) return null;
  const bar = barSeconds * 1_000;
  const last = Date.parse(end) + bar;
  return { from: last - BARS_AT_FIRST * bar, to: last };
}

/** Move a window along time by most of its length. */
export function shifted(window: BarWindow, direction: -1 | 1, first: number, last: number): BarWindow {
  if (window === null) return null;
  const length = window.to - window.from;
  const from = Math.min(
    Math.max(window.from + direction * 0.8 * length, first),
    Math.max(first, last - length),
  );
  return { from, to: from + length };
}

/** The last bar that opened at or before a time, by halving; -1 before the first. */
export function barAt(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Entries and exits that fall on these bars (`times` in ms), in order of time; the chosen trade's always. */
export function marksOf(
  trades: readonly Trade[],
  times: readonly number[],
  chosen: number | undefined,
): Mark[] {
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined) return [];
  const step = times.length > 1 ? last - (times[times.length - 2] ?? last) : 0;
  const marks: Mark[] = [];
  const add = (trade: Trade, kind: Mark["kind"], iso: string | null, price: string | null) => {
    if (iso === null || price === null) return;
    const time = Date.parse(iso);
    if (time < first || time >= last + Math.max(step, 1)) return;
    marks.push({
      id: `${kind}-${trade.number}`,
      trade: trade.number,
      kind,
      side: trade.side,
      time: (times[barAt(times, time)] ?? time) / 1_000,
      price: Number(price),
    });
  };
  for (const trade of trades) {
    add(trade, "entry", trade.entry_time, trade.entry_price);
    add(trade, "exit", trade.exit_time, trade.exit_price);
  }
  const kept =
    marks.length > MARKS_MAX ? marks.filter((mark, i) => mark.trade === chosen || i < MARKS_MAX) : marks;
  return kept.sort((a, b) => a.time - b.time);
}
