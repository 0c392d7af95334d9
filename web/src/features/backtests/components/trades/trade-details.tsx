import { ChevronLeft, ChevronRight, MousePointerClick } from "lucide-react";
import { formatDecimal, formatMoment } from "@/shared/format";
import { figureText } from "@/shared/research/figures";
import { Button, DefinitionList, EmptyState, Figure, SideWord, StatusWord } from "@/shared/ui";
import type { Order, Trade } from "../../api/documents";

interface TradeDetailsProps {
  trade: Trade | undefined;
  orders: readonly Order[];
  /** Go to the trade before or after, in the order of the table; undefined at an end. */
  onStep: (step: -1 | 1) => (() => void) | undefined;
}

/** One trade: how it went, and the orders that made it. */
export function TradeDetails({ trade, orders, onStep }: TradeDetailsProps) {
  if (!trade) {
    return (
      <EmptyState icon={MousePointerClick} title="No trade is chosen">
        Point at a mark on the candles, or choose a row of the table: its orders show here.
      </EmptyState>
    );
  }
  const before = onStep(-1);
  const after = onStep(1);
  return (
    <div className="grid gap-3 px-4 pb-4 text-sm">
      <div className="flex items-center gap-2">
        <p aria-live="polite" className="font-medium">
          Trade {formatDecimal(String(trade.number))} <SideWord side={trade.side} className="ml-1" />
        </p>
        <div className="ml-auto flex gap-1">
          <Button size="icon-sm" aria-label="Trade before" disabled={!before} onClick={before}>
            <ChevronLeft aria-hidden />
          </Button>
          <Button size="icon-sm" aria-label="Next trade" disabled={!after} onClick={after}>
            <ChevronRight aria-hidden />
          </Button>
        </div>
      </div>
      <DefinitionList
        items={[
          ["Entry", `${moment(trade.entry_time)} at ${formatDecimal(trade.entry_price)}`],
          [
            "Exit",
            trade.exit_time === null
              ? "still open"
              : `${moment(trade.exit_time)} at ${formatDecimal(trade.exit_price)}`,
          ],
          ["Left by", trade.exit_reason ?? "–"],
          ["Quantity", formatDecimal(trade.quantity)],
          [
            "Profit",
            <>
              <Figure value={trade.profit} decimals={2} pnl />{" "}
              <span className="num text-ink-soft">
                ({formatDecimal(trade.profit_percent, { decimals: 2, signed: true })} %)
              </span>
            </>,
          ],
          ["Best, worst", `${figureText(trade.mfe, "money")} / ${figureText(trade.mae, "money")}`],
          ["Commission", figureText(trade.commission, "money")],
          ["Held", `${formatDecimal(String(trade.bars))} bars`],
        ]}
      />
      <div>
        <p className="mb-1 text-xs font-medium text-ink-soft">Orders</p>
        <ul className="grid gap-2">
          {orders.map((order) => (
            <OrderLine key={order.number} order={order} />
          ))}
        </ul>
      </div>
    </div>
  );
}

const moment = (iso: string) => formatMoment(new Date(iso), "UTC").slice(0, -3);

function OrderLine({ order }: { order: Order }) {
  return (
    <li className="rounded-control border border-line px-2.5 py-1.5">
      <p className="flex items-center justify-between gap-2">
        <span className="min-w-0 truncate">
          <span className="font-medium">{order.id || order.kind}</span>{" "}
          <span className="text-ink-soft">
            {order.side === "long" ? "buy" : order.side === "short" ? "sell" : order.side}
          </span>
        </span>
        <StatusWord status={order.status} />
      </p>
      <p className="mt-0.5 text-xs num whitespace-normal text-ink-soft">
        {formatDecimal(order.quantity)} at {order.price === null ? "market" : formatDecimal(order.price)};
        placed {moment(order.placed_time)}
        {order.done_time && `, done ${moment(order.done_time)}`}
        {order.reason && `; ${order.reason}`}
      </p>
    </li>
  );
}
