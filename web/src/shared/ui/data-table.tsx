import { ArrowDown, ArrowUp, ChevronsUpDown, Download } from "lucide-react";
import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { cn } from "@/shared/cn";
import { useIsPhone } from "@/shared/hooks/use-media-query";
import { Button } from "./button";

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

interface DataTableProps<Row> {
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

  const onKeyDown = (event: KeyboardEvent) => {
    const step =
      event.key === "j" || event.key === "ArrowDown"
        ? 1
        : event.key === "k" || event.key === "ArrowUp"
          ? -1
          : 0;
    const items = [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = items.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    if (step !== 0) {
      event.preventDefault();
      items[at + step]?.focus();
    } else if (event.key === "Enter") {
      const row = sorted[at];
      if (row && props.onOpen) props.onOpen(row);
    }
  };

  if (isPhone) {
    return (
      <div ref={list as React.Ref<HTMLDivElement>}>
        <ul aria-label={props.caption} className="divide-y divide-line border-t border-line">
          {sorted.map((row) => (
            <PhoneCard key={rowKey(row)} row={row} {...props} />
          ))}
        </ul>
        {props.footer}
      </div>
    );
  }

  return (
    <div className="overflow-x-auto">
      {/* The rows take the focus and the keys; the handler sits once on the table. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <table
        ref={list as React.Ref<HTMLTableElement>}
        data-slot="table"
        className="w-full text-sm"
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
        <tbody>
          {sorted.map((row) => {
            const key = rowKey(row);
            return (
              // Rows open by click for the mouse; the keyboard's way is Enter on the row, handled by the table.

              <tr
                key={key}
                data-row
                tabIndex={props.onOpen ? 0 : undefined}
                data-selected={props.selectedKey === key || undefined}
                onClick={(event) => {
                  if (!(event.target as HTMLElement).closest("a,button,[role=menuitem]")) props.onOpen?.(row);
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
        </tbody>
      </table>
      {props.footer}
    </div>
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

function PhoneCard<Row>({ row, columns, onOpen, actions }: DataTableProps<Row> & { row: Row }) {
  const at = (place: Column<Row>["phone"]) => columns.filter((column) => column.phone === place);
  const rest = columns.filter((column) => column.phone === undefined || column.phone === "wide");
  const head = (
    <span className="flex items-center justify-between gap-3">
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 font-medium">
        {at("title").map((column) => (
          <span key={column.id}>{column.cell(row)}</span>
        ))}
      </span>
      <span className="flex shrink-0 items-center gap-2">
        {at("aside").map((column) => (
          <span key={column.id}>{column.cell(row)}</span>
        ))}
      </span>
    </span>
  );
  return (
    <li className="px-4 py-3">
      {onOpen ? (
        <button type="button" className="block min-h-6 w-full text-left" onClick={() => onOpen(row)}>
          {head}
        </button>
      ) : (
        head
      )}
      <dl className="mt-2 grid grid-cols-2 gap-x-4 gap-y-1 text-xs">
        {rest.map((column) => {
          const value = column.cell(row);
          const isWide = column.phone === "wide";
          if (value === null || value === "") return null;
          return (
            <div
              key={column.id}
              className={cn("min-w-0", isWide ? "col-span-2" : "flex justify-between gap-2")}
            >
              <dt className={cn("shrink-0 text-ink-soft", isWide && "sr-only")}>{column.header}</dt>
              <dd className={cn("min-w-0", !isWide && "truncate text-right")}>{value}</dd>
            </div>
          );
        })}
      </dl>
      {actions && <div className="mt-2 flex justify-end gap-2">{actions(row)}</div>}
    </li>
  );
}

/** Save what the table shows as a CSV file; figures with all their digits. */
export function ExportCsv<Row>({
  name,
  columns,
  rows,
}: {
  name: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
}) {
  const save = () => {
    const used = columns.filter((column) => column.csv);
    const quote = (text: string) =>
      /^[=+\-@\t]/.test(text) && !/^[+-]?[\d.]+$/.test(text)
        ? `"'${text.replaceAll('"', '""')}"`
        : `"${text.replaceAll('"', '""')}"`;
    const lines = [
      used.map((c) => quote(c.header)),
      ...rows.map((row) => used.map((c) => quote(c.csv?.(row) ?? ""))),
    ];
    const url = URL.createObjectURL(
      new Blob([lines.map((l) => l.join(",")).join("\r\n")], { type: "text/csv" }),
    );
    const link = Object.assign(document.createElement("a"), { href: url, download: `${name}.csv` });
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Button size="sm" onClick={save} disabled={rows.length === 0}>
      <Download aria-hidden /> Export CSV
    </Button>
  );
}
