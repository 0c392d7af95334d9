import { formatDecimal, formatMoment } from "@/shared/format";
import { figureText } from "@/shared/research/figures";
import { Figure, SideWord } from "@/shared/ui";
import type { Trade } from "../../api/documents";
import type { SortKey } from "./trade-rows";

export interface TradeColumn {
  key: SortKey;
  header: string;
  numeric?: boolean;
  /** Left out where there is no room. */
  from?: "sm" | "lg" | "xl";
  cell: (trade: Trade) => React.ReactNode;
}

const moment = (iso: string) => formatMoment(new Date(iso), "UTC").slice(0, -3);

export const tradeColumns: readonly TradeColumn[] = [
  {
    key: "number",
    header: "Trade",
    numeric: true,
    cell: (trade) => formatDecimal(String(trade.number)),
  },
  { key: "side", header: "Side", cell: (trade) => <SideWord side={trade.side} /> },
  {
    key: "entry_time",
    header: "Entry, UTC",
    cell: (trade) => (
      <>
        <span className="num max-sm:hidden">{moment(trade.entry_time)}</span>
        <span className="num sm:hidden">{moment(trade.entry_time).split(",")[0]}</span>{" "}
        <span className="text-xs text-ink-soft max-lg:hidden">{trade.entry_id}</span>
      </>
    ),
  },
  {
    key: "exit_time",
    header: "Exit, UTC",
    from: "sm",
    cell: (trade) =>
      trade.exit_time === null ? (
        <span className="text-ink-soft">open</span>
      ) : (
        <span className="num">{moment(trade.exit_time)}</span>
      ),
  },
  {
    key: "exit_reason",
    header: "Left by",
    from: "lg",
    cell: (trade) => <span className="text-ink-soft">{trade.exit_reason ?? "–"}</span>,
  },
  {
    key: "quantity",
    header: "Quantity",
    numeric: true,
    from: "xl",
    cell: (trade) => formatDecimal(trade.quantity, { maxDecimals: 6 }),
  },
  {
    key: "profit",
    header: "Profit",
    numeric: true,
    cell: (trade) => <Figure value={trade.profit} decimals={2} pnl />,
  },
  {
    key: "profit_percent",
    header: "%",
    numeric: true,
    from: "sm",
    cell: (trade) => formatDecimal(trade.profit_percent, { decimals: 2, signed: true }),
  },
  {
    key: "r",
    header: "R",
    numeric: true,
    from: "xl",
    cell: (trade) => (trade.r === null ? "–" : formatDecimal(trade.r, { decimals: 2, signed: true })),
  },
  {
    key: "mfe",
    header: "Best",
    numeric: true,
    from: "xl",
    cell: (trade) => figureText(trade.mfe, "money"),
  },
  {
    key: "mae",
    header: "Worst",
    numeric: true,
    from: "xl",
    cell: (trade) => figureText(trade.mae, "money"),
  },
  {
    key: "bars",
    header: "Bars",
    numeric: true,
    from: "lg",
    cell: (trade) => formatDecimal(String(trade.bars)),
  },
];

export const hiddenBelow = { sm: "max-sm:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden" } as const;
