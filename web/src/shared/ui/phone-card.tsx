import { cn } from "@/shared/cn";
import type { Column, DataTableProps } from "./data-table";

interface PhoneCardProps<Row> extends DataTableProps<Row> {
  row: Row;
  index: number;
}

/** A row of a table as a card of a list. */
export function PhoneCard<Row>({ row, index, columns, onOpen, actions }: PhoneCardProps<Row>) {
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
    <li data-row={index} className="px-4 py-3">
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
