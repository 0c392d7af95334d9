import { Figure, SideWord } from "@/shared/ui";
import type { PlannedOrder } from "./decision";

interface PlannedOrdersProps {
  orders: readonly PlannedOrder[];
  /** Of the instrument's prices. */
  decimals: number | undefined;
}

const legs: Record<string, string> = {
  entry: "Entry",
  stop: "Stop-loss",
  target: "Take-profit",
  exit: "Exit",
};

/** The orders as they would be sent. */
export function PlannedOrders({ orders, decimals }: PlannedOrdersProps) {
  if (orders.length === 0) return null;
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Orders, scrollable">
      <table className="w-full text-sm">
        <caption className="mb-1 text-left font-medium">Orders</caption>
        <thead className="text-left text-xs text-ink-soft">
          <tr className="border-b border-line [&_th]:py-1 [&_th]:pr-4 [&_th]:font-medium">
            <th scope="col">Leg</th>
            <th scope="col">Side</th>
            <th scope="col">Type</th>
            <th scope="col" className="pr-0! text-right">
              Quantity
            </th>
            <th scope="col" className="pr-0! pl-4 text-right">
              Price
            </th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <tr key={order.order_id} className="border-b border-line last:border-b-0 [&_td]:py-1.5">
              <td className="pr-4">{legs[order.leg] ?? order.leg}</td>
              <td className="pr-4">
                <SideWord side={order.side} />
              </td>
              <td className="pr-4 whitespace-nowrap">
                {order.type.replaceAll("_", " ")}
                {order.is_managed && <span className="text-xs text-ink-soft"> held by us</span>}
              </td>
              <td className="text-right">
                <Figure value={order.quantity} />
              </td>
              <td className="pl-4 text-right">
                {(order.limit_price ?? order.stop_price) ? (
                  <Figure value={order.limit_price ?? order.stop_price} decimals={decimals} />
                ) : (
                  <span className="text-ink-soft">market</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
