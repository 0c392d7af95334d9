import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Order, PendingSignal } from "@/shared/api";
import { plainCause } from "@/shared/format";
import { orderQuery, useGrid } from "@/shared/server";
import { closeTicket } from "@/shared/ticket";
import { Button, DefinitionList, Figure, Notice, SideWord, StatusWord } from "@/shared/ui";
import { signalQuery } from "../api/check";

/** What became of the order that was just sent, as it happens. */
export function Sent({ answer, onAgain }: { answer: Order | PendingSignal; onAgain: () => void }) {
  return (
    <section aria-label="What became of it" className="grid gap-4">
      {"order_id" in answer ? <SentOrder first={answer} /> : <SentSignal first={answer} />}
      <div className="flex flex-wrap gap-2">
        <Button asChild variant="primary">
          {"order_id" in answer ? (
            <Link to="/orders/$orderId" params={{ orderId: answer.order_id }}>
              Open the order
            </Link>
          ) : (
            <Link to="/orders" onClick={closeTicket}>
              Look at the orders
            </Link>
          )}
        </Button>
        <Button onClick={onAgain}>Write another order</Button>
        <Button variant="quiet" onClick={closeTicket}>
          Close
        </Button>
      </div>
    </section>
  );
}

const EXPLAINED: Partial<Record<Order["state"], string>> = {
  submitting: "It is on its way to the venue.",
  working: "The venue has it, and it waits for its price.",
  partly_filled: "Part of it has filled; the rest is working.",
  filled: "All of it has filled.",
  unknown:
    "Nobody can say yet whether the venue has it. It is not sent again; we are asking the venue and the order's page shows what was found.",
};

function SentOrder({ first }: { first: Order }) {
  const query = useQuery(orderQuery(first.order_id));
  const order = query.data ?? first;
  const grid = useGrid()(order);
  return (
    <>
      <div role="status" className="flex flex-wrap items-center gap-2 text-base font-medium">
        <SideWord side={order.side} /> {order.symbol} <StatusWord status={order.state} />
      </div>
      {EXPLAINED[order.state] && <p className="text-sm text-ink-soft">{EXPLAINED[order.state]}</p>}
      {order.reason && (
        <Notice tone={order.state === "rejected" ? "danger" : "info"} title="Why">
          {plainCause(order.reason)}
        </Notice>
      )}
      <DefinitionList
        items={[
          [
            "Filled",
            <>
              <Figure value={order.filled_quantity} {...grid.quantity} /> of{" "}
              <Figure value={order.quantity} {...grid.quantity} />
            </>,
          ],
          ["Average fill", <Figure value={order.average_price} {...grid.average} />],
        ]}
      />
    </>
  );
}

const DECIDED: Record<PendingSignal["state"], string> = {
  pending: "Taken down; it is being decided.",
  waiting: "Under way in several steps: what stands in the way is closed or cancelled first.",
  ordered: "Decided: its orders are with the venue.",
  denied: "Denied. Nothing was sent.",
  ignored: "Ignored. Nothing was sent.",
  done: "Done.",
  failed: "It failed.",
};

function SentSignal({ first }: { first: PendingSignal }) {
  const query = useQuery(signalQuery(first.signal_id));
  const signal = query.data ?? first;
  return (
    <>
      <div role="status" className="flex items-center gap-2 text-base font-medium">
        <StatusWord status={signal.state} /> {DECIDED[signal.state]}
      </div>
      <p className="text-sm text-ink-soft">{signal.reason ?? first.detail}</p>
    </>
  );
}
