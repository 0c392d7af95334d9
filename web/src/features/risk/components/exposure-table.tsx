import { compareDecimals, formatShare } from "@/shared/format";
import { useAccountLabel } from "@/shared/server";
import { DataTable, Figure, SideWord, type Column } from "@/shared/ui";
import type { Held } from "./exposure";

/** The tiles' figures in rows, with what working orders may add. */
export function ExposureTable({ held, currency }: { held: readonly Held[]; currency: string }) {
  const label = useAccountLabel();
  const columns: Column<Held>[] = [
    {
      id: "symbol",
      header: "Symbol",
      phone: "title",
      cell: (each) => <span className="font-medium">{each.symbol}</span>,
      compare: (a, b) => a.symbol.localeCompare(b.symbol),
    },
    {
      id: "side",
      header: "Side",
      phone: "title",
      cell: (each) => <SideWord side={each.side === "buy" ? "long" : "short"} />,
    },
    { id: "account", header: "Account", cell: (each) => label(each.account_id) },
    {
      id: "notional",
      header: "Worth",
      unit: currency,
      numeric: true,
      phone: "aside",
      cell: (each) => <Figure value={each.notional} decimals={2} />,
      compare: (a, b) => compareDecimals(a.notional ?? "0", b.notional ?? "0"),
    },
    {
      id: "reserved",
      header: "With every order filled",
      unit: currency,
      numeric: true,
      cell: (each) => <Figure value={each.reserved} decimals={2} />,
    },
    {
      id: "share",
      header: "Share",
      numeric: true,
      cell: (each) => (each.share === null ? "–" : formatShare(each.share, { decimals: 1 })),
    },
    {
      id: "pnl",
      header: "Open P&L",
      unit: currency,
      numeric: true,
      cell: (each) => <Figure value={each.unrealised} decimals={2} pnl />,
    },
    { id: "words", header: "Of its cost", numeric: true, cell: (each) => each.words },
  ];
  return (
    <DataTable
      caption="Exposure by symbol"
      columns={columns}
      rows={held}
      rowKey={(each) => `${each.account_id} ${each.symbol}`}
    />
  );
}
