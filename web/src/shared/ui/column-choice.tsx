import { Check, Columns3 } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useMemo, useState } from "react";
import { Button } from "./button";
import type { Column } from "./data-table";
import { Dropdown } from "./dropdown";

function read(key: string, atFirst: readonly string[]): ReadonlySet<string> {
  try {
    return new Set((JSON.parse(localStorage.getItem(key) ?? "null") as string[] | null) ?? atFirst);
  } catch {
    return new Set(atFirst); // what somebody else wrote there is no choice of ours
  }
}

/** The columns that the trader wants to see of a table, remembered in this browser, and the menu to choose them. */
export function useColumnChoice<Row>(
  table: string,
  columns: readonly Column<Row>[],
  hiddenAtFirst: readonly string[] = [],
) {
  const key = `tw.columns.${table}`;
  const [hidden, setHidden] = useState(() => read(key, hiddenAtFirst));
  const shown = useMemo(
    () => columns.filter((column) => column.phone === "title" || !hidden.has(column.id)),
    [columns, hidden],
  );
  const toggle = (id: string) => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    localStorage.setItem(key, JSON.stringify([...next]));
    setHidden(next);
  };
  const menu = (
    <Dropdown
      label="Columns"
      trigger={
        <Button size="sm" className="max-sm:hidden">
          <Columns3 aria-hidden /> Columns
        </Button>
      }
    >
      {columns
        .filter((column) => column.phone !== "title")
        .map((column) => (
          <DropdownMenu.CheckboxItem
            key={column.id}
            checked={!hidden.has(column.id)}
            onCheckedChange={() => toggle(column.id)}
            onSelect={(event) => event.preventDefault()} // stays open: one rarely changes one alone
            className="flex items-center justify-between gap-4 rounded-[4px] px-2.5 py-1.5 text-sm outline-none data-[highlighted]:bg-hover"
          >
            {column.header}
            <DropdownMenu.ItemIndicator>
              <Check aria-hidden className="size-4 text-accent" />
            </DropdownMenu.ItemIndicator>
          </DropdownMenu.CheckboxItem>
        ))}
    </Dropdown>
  );
  return { shown, menu };
}
