import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { orderQuery, useAccountLabel, useGrid } from "@/shared/server";
import { TimelineView } from "@/shared/timeline/timeline-view";
import {
  CopyButton,
  DefinitionList,
  Figure,
  Moment,
  Notice,
  PanelState,
  Sheet,
  SideWord,
  StatusWord,
} from "@/shared/ui";
import { orderTimelineQuery } from "../api/orders";
import { CancelOrder } from "../components/cancel-order";
import { legWord, orderTypeWord } from "../components/order-columns";

const route = getRouteApi("/framed/orders/list/$orderId");

export function OrderDetailPage() {
  const { orderId } = route.useParams();
  const navigate = useNavigate();
  const order = useQuery(orderQuery(orderId));
  const timeline = useQuery(orderTimelineQuery(orderId));
  const accountLabel = useAccountLabel();
  const grid = useGrid();
  const close = () =>
    void navigate({ to: "/orders", search: (before) => ({ state: before.state, symbol: before.symbol }) });

  return (
    <Sheet
      onClose={close}
      title={
        order.data ? (
          <span className="flex items-center gap-2">
            <SideWord side={order.data.side} /> {order.data.symbol} <StatusWord status={order.data.state} />
          </span>
        ) : (
          "Order"
        )
      }
      subtitle={order.data && <Moment at={order.data.created_at} />}
      actions={order.data && <CancelOrder order={order.data} />}
    >
      <PanelState query={order} what="The order could not be read">
        {(data) => {
          const { price, quantity } = grid(data.symbol);
          return (
            <>
              {data.state === "unknown" && (
                <Notice
                  tone="warn"
                  className="mb-4"
                  title="Nobody can say yet whether the venue has this order"
                >
                  It is not sent again. We are asking the venue for evidence and settle it as placed or not
                  placed.
                </Notice>
              )}
              {data.reason && (
                <Notice tone={data.state === "rejected" ? "danger" : "info"} className="mb-4">
                  {data.reason}
                </Notice>
              )}
              <DefinitionList
                items={[
                  ["Account", accountLabel(data.account_id)],
                  [
                    "Type",
                    `${orderTypeWord(data)}, ${legWord(data)}, ${data.time_in_force.toUpperCase()}${data.reduce_only ? ", reduce only" : ""}`,
                  ],
                  [
                    "Filled",
                    <>
                      <Figure value={data.filled_quantity} decimals={quantity} /> of{" "}
                      <Figure value={data.quantity} decimals={quantity} />
                    </>,
                  ],
                  ...(data.limit_price
                    ? [["Limit price", <Figure value={data.limit_price} decimals={price} />] as const]
                    : []),
                  ...(data.stop_price
                    ? [["Stop price", <Figure value={data.stop_price} decimals={price} />] as const]
                    : []),
                  ["Average fill", <Figure value={data.average_price} decimals={price} />],
                  ["Our id", <Id text={data.client_order_id} what="our order id" />],
                  [
                    "Venue's id",
                    data.venue_order_id ? <Id text={data.venue_order_id} what="the venue's order id" /> : "–",
                  ],
                ]}
              />
            </>
          );
        }}
      </PanelState>
      <h3 className="mt-6 mb-3 text-sm font-semibold">From alert to fill</h3>
      <PanelState query={timeline} what="The timeline could not be read">
        {(data) => <TimelineView timeline={data} />}
      </PanelState>
    </Sheet>
  );
}

function Id({ text, what }: { text: string; what: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1.5">
      <span className="truncate font-mono text-xs">{text}</span>
      <CopyButton text={text} what={what} className="size-6" />
    </span>
  );
}
