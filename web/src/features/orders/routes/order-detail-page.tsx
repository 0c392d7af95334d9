import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { orderQuery } from "@/shared/server";
import { TimelineView } from "@/shared/timeline/timeline-view";
import { Moment, Notice, PanelState, Sheet, SideWord, StatusWord } from "@/shared/ui";
import { orderTimelineQuery } from "../api/orders";
import { CancelOrder } from "../components/cancel-order";
import { OrderFacts } from "../components/order-facts";
import { keeperOf, OrderLegs } from "../components/order-legs";
import { OrderNotes } from "../components/order-notes";
import { ReplaceOrder } from "../components/replace-order";
import { Inquiry, UnknownNotice } from "../components/unknown-notice";

const route = getRouteApi("/framed/orders/list/$orderId");

export function OrderDetailPage() {
  const { orderId } = route.useParams();
  const navigate = useNavigate();
  const order = useQuery(orderQuery(orderId));
  const timeline = useQuery(orderTimelineQuery(orderId));
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
      actions={
        order.data && (
          <>
            <ReplaceOrder order={order.data} />
            <CancelOrder order={order.data} />
          </>
        )
      }
    >
      <PanelState query={order} what="The order could not be read">
        {(data) => (
          <>
            {data.state === "unknown" ? (
              <UnknownNotice order={data} />
            ) : (
              data.reason && (
                <Notice tone={data.state === "rejected" ? "danger" : "info"} className="mb-4">
                  {data.reason}
                </Notice>
              )
            )}
            <OrderNotes order={data} />
            <OrderFacts order={data} />
            {data.leg !== "entry" && keeperOf(data) && (
              <p className="mt-2 text-xs text-ink-soft">{keeperOf(data)}</p>
            )}
            <OrderLegs legs={data.legs} />
            {data.state !== "unknown" && data.inquiry && (
              <section aria-label="Inquiry" className="mt-6 text-sm">
                <h3 className="text-sm font-semibold">It was unknown for a while</h3>
                <Inquiry inquiry={data.inquiry} />
              </section>
            )}
          </>
        )}
      </PanelState>
      <h3 className="mt-6 mb-3 text-sm font-semibold">From alert to fill</h3>
      <PanelState query={timeline} what="The timeline could not be read">
        {(data) => <TimelineView timeline={data} level={4} />}
      </PanelState>
    </Sheet>
  );
}
