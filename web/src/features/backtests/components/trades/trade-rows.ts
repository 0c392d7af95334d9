/** Which trades are shown, and in which order. Sorting goes by numbers: a comparison of thousands must not stutter. */
import type { Report, Trade } from "../../api/documents";

export interface TradeFilter {
  side: "all" | "long" | "short";
  /** An exit reason; empty: every one. */
  reason: string;
}

export type SortKey =
  | "number"
  | "side"
  | "entry_time"
  | "exit_time"
  | "quantity"
  | "profit"
  | "profit_percent"
  | "bars"
  | "mfe"
  | "mae"
  | "r"
  | "exit_reason";

export interface TradeSort {
  key: SortKey;
  descending: boolean;
}

const TEXTS: ReadonlySet<SortKey> = new Set(["side", "entry_time", "exit_time", "exit_reason"]);
/** Open trades have not left: they sort after every time and word. */
const LAST = "\uffff";

export function everyTrade(report: Pick<Report, "trades" | "open_trades">): Trade[] {
  const closed = report.trades.length;
  return [
    ...report.trades,
    // Open trades are numbered from one again; here each needs a number of its own.
    ...report.open_trades.map((trade) => ({ ...trade, number: closed + trade.number })),
  ];
}

/** How often each exit reason occurs, most frequent first. */
export function reasonsOf(trades: readonly Trade[]): [reason: string, count: number][] {
  const counted = new Map<string, number>();
  for (const { exit_reason: reason } of trades)
    if (reason !== null) counted.set(reason, (counted.get(reason) ?? 0) + 1);
  return [...counted].sort(([, a], [, b]) => b - a);
}

export function shownTrades(trades: readonly Trade[], filter: TradeFilter, sort: TradeSort): Trade[] {
  const kept = trades.filter(
    (trade) =>
      (filter.side === "all" || trade.side === filter.side) &&
      (filter.reason === "" || trade.exit_reason === filter.reason),
  );
  const sign = sort.descending ? -1 : 1;
  if (TEXTS.has(sort.key)) {
    const text = (trade: Trade) => (trade[sort.key] as string | null) ?? LAST;
    return kept.sort((a, b) => sign * (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : a.number - b.number));
  }
  const value = new Map(kept.map((trade) => [trade, Number(trade[sort.key] ?? Number.NEGATIVE_INFINITY)]));
  const of = (trade: Trade) => value.get(trade) ?? 0;
  return kept.sort((a, b) => (of(a) === of(b) ? a.number - b.number : sign * (of(a) < of(b) ? -1 : 1)));
}

/** The rows to draw of a long list, with some above and below what is seen. */
export function seenRows(scrollTop: number, height: number, rowHeight: number, count: number, spare = 8) {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
  const last = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return { first: Math.min(first, Math.max(0, last)), last };
}
