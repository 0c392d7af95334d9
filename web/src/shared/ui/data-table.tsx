import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { cn } from "@/shared/cn";
import { useIsPhone } from "@/shared/hooks/use-media-query";
import { PhoneCard } from "./phone-card";
import { LONG, useRowWindow } from "./row-window";

export interface Column<Row> {
  id: string;
  header: string;
  /** What the header leaves out, once for the column: "USD". */
  unit?: string | undefined;
  numeric?: boolean;
  cell: (row: Row) => ReactNode;
  compare?: (a: Row, b: Row) => number;
  /** Plain text for the CSV file; columns without it are left out. */
  csv?: (row: Row) => string;
  /** On phones: the two lines of a card's head; the rest become labelled values, "wide" ones on a line of their own. */
  phone?: "title" | "aside" | "wide" | "hide";
  className?: string;
}

export interface DataTableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Opens the row's detail; also by `Enter` on the focused row. */
  onOpen?: (row: Row) => void;
  actions?: (row: Row) => ReactNode;
  selectedKey?: string | undefined;
  footer?: ReactNode;
}

/** A real table that sorts, opens by key, and becomes a list of cards on phones. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows, rowKey } = props;
  const [sort, setSort] = useState<{ id: string; descending: boolean } | null>(null);
  const sorted = useMemo(() => {
    const compare = columns.find((column) => column.id === sort?.id)?.compare;
    if (!compare) return rows;
    const ordered = [...rows].sort(compare);
    return sort?.descending ? ordered.reverse() : ordered;
  }, [columns, rows, sort]);
  const isPhone = useIsPhone();
  const list = useRef<HTMLElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const isLong = sorted.length > LONG;
  const { first, last, above, below, goTo } = useRowWindow(sorted.length, list, box);
  const drawn = sorted.slice(first, last);

  const onKeyDown = (event: KeyboardEvent) => {
    const at = Number((event.target as HTMLElement).dataset["row"] ?? NaN);
    if (Number.isNaN(at)) return;
    const to = rowAfter(event.key, at, sorted.length);
    if (to !== null) {
      event.preventDefault();
      goTo(to);
    } else if (event.key === "Enter") {
      const row = sorted[at];
      if (row && props.onOpen) props.onOpen(row);
    }
  };

  if (isPhone) {
    return (
      <div>
        <ul
          ref={list as React.Ref<HTMLUListElement>}
          aria-label={props.caption}
          className="divide-y divide-line border-t border-line"
        >
          {above > 0 && <li aria-hidden style={gap(above)} />}
          {drawn.map((row, i) => (
            <PhoneCard key={rowKey(row)} index={first + i} row={row} {...props} />
          ))}
          {below > 0 && <li aria-hidden style={gap(below)} />}
        </ul>
        {props.footer}
      </div>
    );
  }

  const width = columns.length + (props.actions ? 1 : 0);
  return (
    <>
      <div ref={box} className={isLong ? "max-h-[75dvh] scroll-pt-10 overflow-auto" : "overflow-x-auto"}>
        {/* The rows take the focus and the keys; the handler sits once on the table. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <table
          data-slot="table"
          className="w-full text-sm"
          aria-rowcount={isLong ? sorted.length + 1 : undefined}
          onKeyDown={onKeyDown}
        >
          <caption className="sr-only">{props.caption}</caption>
          <thead className="sticky top-0 z-[1] bg-surface">
            <tr className="border-y border-line text-xs text-ink-soft">
              {columns.map((column) => (
                <HeaderCell key={column.id} column={column} sort={sort} onSort={setSort} />
              ))}
              {props.actions && (
                <th scope="col" className="px-3 py-2 text-right font-medium">
                  <span className="sr-only">Actions</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody ref={list as React.Ref<HTMLTableSectionElement>}>
            {above > 0 && <Gap height={above} columns={width} />}
            {drawn.map((row, i) => {
              const key = rowKey(row);
              return (
                // Rows open by click for the mouse; the keyboard's way is Enter on the row, handled by the table.

                <tr
                  key={key}
                  data-row={first + i}
                  aria-rowindex={isLong ? first + i + 2 : undefined}
                  tabIndex={props.onOpen ? 0 : undefined}
                  data-selected={props.selectedKey === key || undefined}
                  onClick={(event) => {
                    if (!(event.target as HTMLElement).closest("a,button,[role=menuitem]"))
                      props.onOpen?.(row);
                  }}
                  className={cn(
                    "border-b border-line last:border-b-0 focus-visible:-outline-offset-2",
                    props.onOpen && "cursor-pointer hover:bg-hover",
                    props.selectedKey === key && "bg-accent-soft",
                  )}
                >
                  {columns.map((column) => (
                    <td
                      key={column.id}
                      className={cn(
                        "px-3 py-2 align-middle",
                        column.numeric && "text-right num",
                        column.className,
                      )}
                    >
                      {column.cell(row)}
                    </td>
                  ))}
                  {props.actions && (
                    <td className="px-3 py-1.5 text-right whitespace-nowrap">{props.actions(row)}</td>
                  )}
                </tr>
              );
            })}
            {below > 0 && <Gap height={below} columns={width} />}
          </tbody>
        </table>
      </div>
      {props.footer}
    </>
  );
}

/** Where a key leads from a row; null for keys that lead nowhere. */
function rowAfter(key: string, at: number, count: number): number | null {
  switch (key) {
    case "j":
    case "ArrowDown":
      return Math.min(at + 1, count - 1);
    case "k":
    case "ArrowUp":
      return Math.max(at - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

/** A browser that keeps what is in sight in its place must not keep to a gap: it would run after it to the list's end. */
const gap = (height: number) => ({ height, overflowAnchor: "none" }) as const;

/** Stands for rows that are not drawn. */
function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden style={gap(height)}>
      <td colSpan={columns} />
    </tr>
  );
}

interface HeaderCellProps<Row> {
  column: Column<Row>;
  sort: { id: string; descending: boolean } | null;
  onSort: (sort: { id: string; descending: boolean } | null) => void;
}

function HeaderCell<Row>({ column, sort, onSort }: HeaderCellProps<Row>) {
  const isSorted = sort?.id === column.id;
  const label = (
    <>
      {column.header}
      {column.unit && <span className="font-normal"> {column.unit}</span>}
    </>
  );
  const Icon = !isSorted ? ChevronsUpDown : sort.descending ? ArrowDown : ArrowUp;
  const next = !isSorted
    ? { id: column.id, descending: false }
    : sort.descending
      ? null
      : { id: column.id, descending: true };
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (sort.descending ? "descending" : "ascending") : undefined}
      className={cn("px-3 py-2 text-left font-medium whitespace-nowrap", column.numeric && "text-right")}
    >
      {column.compare ? (
        <button
          type="button"
          onClick={() => onSort(next)}
          className="inline-flex min-h-6 items-center gap-1 hover:text-ink"
        >
          {label}
          <Icon aria-hidden className={cn("size-3", !isSorted && "opacity-60")} />
        </button>
      ) : (
        label
      )}
    </th>
  );
}
