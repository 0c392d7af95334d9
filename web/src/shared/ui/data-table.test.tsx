import { act, screen, within } from "@testing-library/react";
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

const many = Array.from({ length: 5_000 }, (_, i) => ({ symbol: `S${i}`, price: String(i) }));

describe("DataTable", () => {
  it("draws few of five thousand rows, and tells how many there are", async () => {
    await show(<DataTable caption="Prices" columns={columns} rows={many} rowKey={(row) => row.symbol} />);

    expect(screen.getByRole("table")).toHaveAttribute("aria-rowcount", "5001");
    expect(order()[0]).toBe("S0");
    expect(order().length).toBeLessThan(120);
  });

  it("draws what was scrolled to, each row with its own place", async () => {
    await show(<DataTable caption="Prices" columns={columns} rows={many} rowKey={(row) => row.symbol} />);
    const body = screen.getByRole("table").querySelector("tbody")!;
    vi.spyOn(body, "getBoundingClientRect").mockReturnValue(new DOMRect(0, -41 * 3_000, 800, 41 * 5_000));

    act(() => void document.dispatchEvent(new Event("scroll")));

    const row = screen.getByRole("row", { name: /^S3000 / });
    expect(row).toHaveAttribute("aria-rowindex", "3002");
    expect(screen.queryByRole("row", { name: /^S0 / })).toBeNull();
  });

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
