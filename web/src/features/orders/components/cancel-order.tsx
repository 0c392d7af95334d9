import { useState } from "react";
import type { Order } from "@/shared/api";
import { formatDecimal } from "@/shared/format";
import { Button, Confirm, ProblemNotice, toast } from "@/shared/ui";
import { isLive, useCancelOrder } from "../api/orders";

export function CancelOrder({ order }: { order: Order }) {
  const [open, setOpen] = useState(false);
  const cancel = useCancelOrder();
  if (!isLive(order)) return null;
  const left = `${formatDecimal(order.filled_quantity)} of ${formatDecimal(order.quantity)} is filled and stays.`;
  return (
    <>
      <Button size="sm" disabled={order.cancel_requested} onClick={() => setOpen(true)}>
        {order.cancel_requested ? "Cancelling" : "Cancel"}
      </Button>
      {open && (
        <Confirm
          open
          onOpenChange={setOpen}
          title={`Cancel ${order.side} ${formatDecimal(order.quantity)} ${order.symbol}`}
          consequence={`The venue is asked to take the rest of this order back. ${left}${order.leg === "stop" ? " This is the stop-loss: without it the position is unprotected." : ""}`}
          verb="Cancel order"
          danger
          busy={cancel.isPending}
          error={cancel.error && <ProblemNotice error={cancel.error} what="The order was not cancelled" />}
          onConfirm={() =>
            cancel.mutate(order.order_id, {
              onSuccess: () => {
                toast("ok", "Cancel requested", "The order says Cancelled when the venue confirms it.");
                setOpen(false);
              },
            })
          }
        />
      )}
    </>
  );
}
