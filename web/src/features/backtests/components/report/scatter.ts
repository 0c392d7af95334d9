/** Numbers behind the patterns' pictures. */
import type { Report } from "../../api/documents";

export interface Excursion {
  number: number;
  /** Percent of the value at entry: how far against, how far in favour, and what was left. */
  against: number;
  favour: number;
  profit: number;
}

/** More points than an eye can part; an even sample stands for the rest. */
export const POINTS_MAX = 2_000;

export function excursionsOf(trades: Report["trades"]): Excursion[] {
  const step = Math.max(1, Math.ceil(trades.length / POINTS_MAX));
  return trades
    .filter((_, i) => i % step === 0)
    .map((trade) => {
      const value = Math.abs(Number(trade.value)) || 1;
      return {
        number: trade.number,
        against: (100 * Math.abs(Number(trade.mae))) / value,
        favour: (100 * Math.max(0, Number(trade.mfe))) / value,
        profit: Number(trade.profit_percent),
      };
    });
}

/** A round number not below `value`: 1, 2, 2.5 or 5 times a power of ten. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return unit * ([1, 2, 2.5, 5, 10].find((factor) => factor * unit >= value * 0.999_999) ?? 10);
}

/** The value below which this share of all stands; keeps one wild trade from flattening the picture. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export interface Bin {
  from: number;
  to: number;
  count: number;
}

const BINS = 24;

/** Trades by profit in percent, in steps of a round size with zero at an edge; the tails are gathered at both ends. */
export function binsOf(profits: readonly number[]): Bin[] {
  if (profits.length === 0) return [];
  const low = Math.min(0, quantile(profits, 0.01));
  const high = Math.max(0, quantile(profits, 0.99));
  const step = roundUp(Math.max(high - low, 1e-6) / BINS);
  const first = Math.floor(low / step);
  const count = Math.max(1, Math.ceil(high / step) - first);
  const bins = Array.from({ length: count }, (_, i) => ({
    from: (first + i) * step,
    to: (first + i + 1) * step,
    count: 0,
  }));
  for (const profit of profits) {
    const bin = bins[Math.min(count - 1, Math.max(0, Math.floor(profit / step) - first))];
    if (bin) bin.count += 1;
  }
  return bins;
}
