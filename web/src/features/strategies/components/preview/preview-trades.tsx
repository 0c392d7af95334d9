import { DataTable, Figure, Moment, SideWord, type Column } from "@/shared/ui";
import type { PreviewTrade } from "../../api/drafts";

const columns: Column<PreviewTrade>[] = [
  { id: "side", header: "Side", phone: "title", cell: (trade) => <SideWord side={trade.side} /> },
  { id: "entered", header: "Entered", cell: (trade) => <Moment at={trade.entry_time} /> },
  { id: "at", header: "At", numeric: true, cell: (trade) => <Figure value={trade.entry_price} /> },
  {
    id: "left",
    header: "Left",
    cell: (trade) => (trade.exit_time === null ? "still open" : <Moment at={trade.exit_time} />),
  },
  { id: "exit", header: "At", numeric: true, cell: (trade) => <Figure value={trade.exit_price} /> },
  {
    id: "profit",
    header: "Profit",
    numeric: true,
    phone: "aside",
    cell: (trade) => <Figure value={trade.profit} decimals={2} pnl />,
  },
];

/** The trades of the preview, newest first: the chart's other form. */
export function PreviewTrades({ trades }: { trades: readonly PreviewTrade[] }) {
  const rows = [...trades].reverse();
  return (
    <DataTable
      caption="Trades of the preview"
      columns={columns}
      rows={rows}
      rowKey={(trade) =>
        `${trade.entry_time} ${trade.exit_time} ${trade.entry_id} ${trade.exit_id} ${trade.profit}`
      }
    />
  );
}
