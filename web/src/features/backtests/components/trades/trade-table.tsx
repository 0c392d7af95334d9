import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { cn } from "@/shared/cn";
import type { Trade } from "../../api/documents";
import { hiddenBelow, tradeColumns, type TradeColumn } from "./trade-columns";
import { seenRows, type TradeSort } from "./trade-rows";

const ROW = 37;
const HEIGHT = 480;
const HEAD = 37;

interface TradeTableProps {
  trades: readonly Trade[];
  chosen: number | undefined;
  sort: TradeSort;
  onSort: (sort: TradeSort) => void;
  onChoose: (trade: number) => void;
}

/** All trades, of which only those in sight are drawn: a run may have a hundred thousand. */
export function TradeTable({ trades, chosen, sort, onSort, onChoose }: TradeTableProps) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [at, setAt] = useState(0);
  const isWalking = useRef(false);
  const active = Math.min(at, Math.max(0, trades.length - 1));
  const { first, last } = seenRows(top, HEIGHT, ROW, trades.length);
  // The row that Tab reaches must exist, wherever the list was scrolled to.
  const reachable = active >= first && active < last ? active : first;

  const chosenAt = trades.findIndex((trade) => trade.number === chosen);
  useEffect(() => {
    if (chosenAt >= 0 && !isWalking.current) scrollTo(box.current, chosenAt);
  }, [chosenAt]);
  useEffect(() => {
    if (!isWalking.current) return;
    box.current?.querySelector<HTMLElement>(`[data-at="${active}"]`)?.focus({ preventScroll: true });
  }, [active, first, last]);

  const onKeyDown = (event: KeyboardEvent) => {
    const from = Number((event.target as HTMLElement).dataset["at"] ?? NaN);
    if (Number.isNaN(from)) return;
    const to = moved(event.key, from, trades.length);
    if (to !== null) {
      event.preventDefault();
      isWalking.current = true;
      scrollTo(box.current, to);
      setAt(to);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      const trade = trades[from];
      if (trade) onChoose(trade.number);
    }
  };

  return (
    <div
      ref={box}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      className="overflow-auto"
      style={{ maxHeight: HEIGHT }}
    >
      {/* The rows take the focus and the keys; the handler sits once on the table. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <table
        className="w-full text-sm"
        aria-rowcount={trades.length + 1}
        onKeyDown={onKeyDown}
        onBlur={() => (isWalking.current = false)}
      >
        <caption className="sr-only">Trades</caption>
        <thead className="sticky top-0 z-[1] bg-surface shadow-[0_1px_0_var(--line)]">
          <tr aria-rowindex={1} className="text-xs text-ink-soft">
            {tradeColumns.map((column) => (
              <Head key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer rows={first} />
          {trades.slice(first, last).map((trade, i) => {
            const index = first + i;
            const isChosen = trade.number === chosen;
            return (
              <tr
                key={trade.number}
                data-at={index}
                aria-rowindex={index + 2}
                aria-current={isChosen || undefined}
                tabIndex={index === reachable ? 0 : -1}
                onClick={() => onChoose(trade.number)}
                className={cn(
                  "cursor-pointer border-b border-line hover:bg-hover focus-visible:-outline-offset-2",
                  isChosen && "bg-accent-soft",
                )}
                style={{ height: ROW }}
              >
                {tradeColumns.map((column) => (
                  <td
                    key={column.key}
                    className={cn(
                      "px-3 whitespace-nowrap max-sm:px-2",
                      column.numeric && "text-right num",
                      column.from && hiddenBelow[column.from],
                    )}
                  >
                    {column.cell(trade)}
                  </td>
                ))}
              </tr>
            );
          })}
          <Spacer rows={trades.length - last} />
        </tbody>
      </table>
    </div>
  );
}

/** Where a key leads from a row; null for keys that lead nowhere. */
function moved(key: string, from: number, count: number): number | null {
  const page = Math.floor((HEIGHT - HEAD) / ROW) - 1;
  const steps: Readonly<Record<string, number>> = {
    j: 1,
    ArrowDown: 1,
    k: -1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  return step === undefined ? null : Math.min(count - 1, Math.max(0, from + step));
}

/** Bring a row into sight, below the head that stays. */
function scrollTo(box: HTMLElement | null, index: number): void {
  if (!box) return;
  const row = index * ROW;
  if (row < box.scrollTop) box.scrollTop = row;
  else if (row + ROW + HEAD > box.scrollTop + box.clientHeight)
    box.scrollTop = row + ROW + HEAD - box.clientHeight;
}

function Spacer({ rows }: { rows: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden style={{ height: rows * ROW }}>
      <td colSpan={tradeColumns.length} />
    </tr>
  );
}

function Head({
  column,
  sort,
  onSort,
}: {
  column: TradeColumn;
  sort: TradeSort;
  onSort: (sort: TradeSort) => void;
}) {
  const isSorted = sort.key === column.key;
  const Icon = !isSorted ? ChevronsUpDown : sort.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (sort.descending ? "descending" : "ascending") : undefined}
      className={cn(
        "px-3 text-left font-medium whitespace-nowrap max-sm:px-2",
        column.numeric && "text-right",
        column.from && hiddenBelow[column.from],
      )}
      style={{ height: HEAD }}
    >
      <button
        type="button"
        className="inline-flex min-h-6 items-center gap-1 hover:text-ink"
        onClick={() => onSort({ key: column.key, descending: isSorted ? !sort.descending : false })}
      >
        {column.header}
        <Icon aria-hidden className={cn("size-3", !isSorted && "opacity-60")} />
      </button>
    </th>
  );
}
