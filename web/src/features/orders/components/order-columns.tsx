import type { Order } from "@/shared/api";
import { compareDecimals, formatAge, plainCause } from "@/shared/format";
import { useNow } from "@/shared/hooks/use-now";
import type { Grid, InAccount } from "@/shared/server";
import { Figure, Moment, SideWord, StatusWord, type Column } from "@/shared/ui";

const types: Record<Order["type"], string> = {
  market: "Market",
  limit: "Limit",
  stop: "Stop",
  stop_limit: "Stop limit",
  trailing_stop: "Trailing stop",
};
const legs: Record<Order["leg"], string> = {
  entry: "entry",
  stop: "stop-loss",
  target: "take-profit",
  exit: "exit",
};

export function typeWord(type: Order["type"]): string {
  return types[type] ?? type;
}

export function orderTypeWord(order: Order): string {
  return typeWord(order.type);
}

export function legWord(order: Order): string {
  return legs[order.leg] ?? order.leg;
}

/** The columns of every table of orders; `compact` leaves out what a dashboard has no room for. */
export function orderColumns(
  grid: (of: InAccount) => Grid,
  { compact, accountLabel }: { compact: boolean; accountLabel?: (accountId: string) => string },
): Column<Order>[] {
  const columns: (Column<Order> & { wide?: boolean })[] = [
    {
      id: "at",
      header: "Created",
      cell: (order) => <Moment at={order.created_at} className="text-ink-soft" />,
      compare: (a, b) => a.created_at.localeCompare(b.created_at),
      csv: (order) => order.created_at,
    },
    {
      id: "symbol",
      header: "Symbol",
      phone: "title",
      cell: (order) => <span className="font-medium">{order.symbol}</span>,
      compare: (a, b) => a.symbol.localeCompare(b.symbol),
      csv: (order) => order.symbol,
    },
    {
      id: "side",
      header: "Side",
      phone: "title",
      cell: (order) => <SideWord side={order.side} />,
      csv: (order) => order.side,
    },
    {
      id: "type",
      header: "Type",
      cell: (order) => (
        <>
          {orderTypeWord(order)} <span className="text-ink-soft">{legWord(order)}</span>
        </>
      ),
      csv: (order) => `${order.type} ${order.leg}`,
    },
    {
      id: "filled",
      header: "Filled",
      wide: true,
      numeric: true,
      cell: (order) => <Figure value={order.filled_quantity} {...grid(order).quantity} />,
      csv: (order) => order.filled_quantity,
    },
    {
      id: "quantity",
      header: "Quantity",
      numeric: true,
      cell: (order) => <Figure value={order.quantity} {...grid(order).quantity} />,
      compare: (a, b) => compareDecimals(a.quantity, b.quantity),
      csv: (order) => order.quantity,
    },
    {
      id: "price",
      header: "Asked price",
      wide: true,
      numeric: true,
      cell: (order) =>
        order.limit_price || order.stop_price ? (
          <Figure value={order.limit_price ?? order.stop_price} {...grid(order).price} />
        ) : (
          <span className="text-ink-soft">market</span>
        ),
      csv: (order) => order.limit_price ?? order.stop_price ?? "",
    },
    {
      id: "average",
      header: "Average fill",
      numeric: true,
      cell: (order) => <Figure value={order.average_price} {...grid(order).average} />,
      csv: (order) => order.average_price ?? "",
    },
    {
      id: "state",
      header: "State",
      phone: "aside",
      cell: (order) => (
        <span className="inline-flex max-w-80 items-center gap-2">
          <StatusWord status={order.state} />
          {order.state === "unknown" && order.unknown_since && <UnknownAge since={order.unknown_since} />}
          {order.reason && !compact && (
            <span className="truncate text-xs text-ink-soft max-sm:hidden" title={order.reason}>
              {plainCause(order.reason)}
            </span>
          )}
        </span>
      ),
      compare: (a, b) => a.state.localeCompare(b.state),
      csv: (order) => order.state,
    },
  ];
  if (accountLabel)
    columns.push(
      {
        id: "account",
        header: "Account",
        cell: (order) => accountLabel(order.account_id),
        csv: (order) => accountLabel(order.account_id),
      },
      {
        id: "client-id",
        header: "Our id",
        phone: "hide",
        cell: (order) => <span className="font-mono text-xs">{order.client_order_id}</span>,
        csv: (order) => order.client_order_id,
      },
      {
        id: "venue-id",
        header: "Venue's id",
        phone: "hide",
        className: "max-w-40 truncate",
        cell: (order) =>
          order.venue_order_id && <span className="font-mono text-xs">{order.venue_order_id}</span>,
        csv: (order) => order.venue_order_id ?? "",
      },
    );
  return columns.filter((column) => !(compact && column.wide));
}

/** How long nobody has known, ticking: the longer, the more it asks for a person. */
function UnknownAge({ since }: { since: string }) {
  const now = useNow();
  return <span className="text-xs num text-unknown">{formatAge(now - Date.parse(since))}</span>;
}
