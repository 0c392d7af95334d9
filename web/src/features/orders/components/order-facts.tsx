import { Link } from "@tanstack/react-router";
import type { Order } from "@/shared/api";
import { formatShare, shiftPoint } from "@/shared/format";
import { useAccountLabel, useGrid } from "@/shared/server";
import { DefinitionList, Figure, Moment } from "@/shared/ui";
import { IdText } from "./id-text";
import { legWord, orderTypeWord } from "./order-columns";

type Fact = readonly [name: string, value: React.ReactNode];

/** What was asked, what has filled, and both names of the order. */
export function OrderFacts({ order }: { order: Order }) {
  const accountLabel = useAccountLabel();
  const { price, average, quantity } = useGrid()(order);
  const conditions = [
    order.time_in_force.toUpperCase(),
    order.reduce_only && "reduce only",
    order.post_only && "post only",
    order.extended_hours && "extended hours",
  ].filter(Boolean);
  const facts: (Fact | null)[] = [
    ["Account", accountLabel(order.account_id)],
    ["Type", `${orderTypeWord(order)}, ${legWord(order)}, ${conditions.join(", ")}`],
    [
      "Filled",
      <>
        <Figure value={order.filled_quantity} {...quantity} /> of{" "}
        <Figure value={order.quantity} {...quantity} />
      </>,
    ],
    order.limit_price ? ["Limit price", <Figure value={order.limit_price} {...price} />] : null,
    order.stop_price ? ["Stop price", <Figure value={order.stop_price} {...price} />] : null,
    order.trail_amount ? ["Trails by", <Figure value={order.trail_amount} {...price} />] : null,
    order.trail_percent ? ["Trails by", formatShare(shiftPoint(order.trail_percent, -2))] : null,
    order.activation_price
      ? ["Starts to trail at", <Figure value={order.activation_price} {...price} />]
      : null,
    ["Average fill", <Figure value={order.average_price} {...average} />],
    order.expires_at ? ["Ends", <Moment at={order.expires_at} />] : null,
    order.cancel_at ? ["Cancelled if not filled by", <Moment at={order.cancel_at} />] : null,
    order.replaces
      ? ["Takes the place of", <OrderLink orderId={order.replaces} words="an earlier order" />]
      : null,
    order.parent_order_id
      ? ["Protects", <OrderLink orderId={order.parent_order_id} words="its entry" />]
      : null,
    ["Our id", <IdText text={order.client_order_id} what="our order id" />],
    [
      "Venue's id",
      order.venue_order_id ? <IdText text={order.venue_order_id} what="the venue's order id" /> : "–",
    ],
  ];
  return <DefinitionList items={facts.filter((fact) => fact !== null)} />;
}

function OrderLink({ orderId, words }: { orderId: string; words: string }) {
  return (
    <Link to="/orders/$orderId" params={{ orderId }} className="text-accent underline underline-offset-3">
      {words}
    </Link>
  );
}
