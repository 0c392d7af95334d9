import { screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { compareDecimals } from "@/shared/format";
import { show } from "@/shared/testing/render";
import { DataTable, type Column } from "./data-table";

interface Row {
  symbol: string;
  price: string;
}
const rows: Row[] = [
  { symbol: "B", price: "10" },
  { symbol: "A", price: "9.5" },
  { symbol: "C", price: "100" },
];
const columns: Column<Row>[] = [
  { id: "symbol", header: "Symbol", cell: (row) => row.symbol },
  {
    id: "price",
    header: "Price",
    numeric: true,
    cell: (row) => row.price,
    compare: (a, b) => compareDecimals(a.price, b.price),
  },
];
const order = () =>
  screen
    .getAllByRole("row")
    .slice(1)
    .map((row) => within(row).getAllByRole("cell")[0]?.textContent);

describe("DataTable", () => {
  it("sorts by value, then the other way, then as it came, and says so", async () => {
    const { user } = await show(
      <DataTable caption="Prices" columns={columns} rows={rows} rowKey={(row) => row.symbol} />,
    );
    const header = screen.getByRole("button", { name: /Price/ });

    await user.click(header);
    expect(order()).toEqual(["A", "B", "C"]);
    expect(screen.getByRole("columnheader", { name: /Price/ })).toHaveAttribute("aria-sort", "ascending");
    await user.click(header);
    expect(order()).toEqual(["C", "B", "A"]);
    await user.click(header);
    expect(order()).toEqual(["B", "A", "C"]);
  });

  it("is walked with j and k and opened with Enter", async () => {
    const onOpen = vi.fn();
    const { user } = await show(
      <DataTable
        caption="Prices"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.symbol}
        onOpen={onOpen}
      />,
    );
    screen.getAllByRole("row")[1]?.focus();

    await user.keyboard("jjk{Enter}");

    expect(onOpen).toHaveBeenCalledExactlyOnceWith(rows[1]);
  });
});
