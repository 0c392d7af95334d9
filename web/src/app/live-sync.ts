/** Which cached answers a durable event makes old. One table, so that nothing is forgotten when an event is added. */
import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { applyRunJob } from "@/features/backtests/api/runs";
import { applyOrder } from "@/features/orders/api/apply-order";
import { agentOf, missedBefore } from "@/features/alerts/components/alert-words";
import type { Alert, Discrepancy, Order } from "@/shared/api";
import { onDurableEvents, onLiveReset, onSessionEnd, startLive, type DurableEvent } from "@/shared/live";
import { isUnderWay, type Job } from "@/shared/research/job";
import { meQuery } from "@/shared/server";
import { coalescedInvalidation } from "@/shared/server/query-client";
import { toast } from "@/shared/ui";

const outdated: Record<string, readonly QueryKey[]> = {
  "alert.received": [["alerts"], ["agents"]],
  "signal.decided": [["alerts"], ["timeline"]],
  // The lists of orders have the change already (`applyOrder`); only what an event does not tell whole is read again.
  "order.changed": [["orders", "one"], ["orders", "every-account"], ["timeline"]],
  "order.noted": [["orders", "one"], ["timeline"]],
  "execution.booked": [["executions"], ["positions"], ["timeline"], ["risk"]],
  "position.changed": [["positions"], ["accounts"], ["risk"]],
  "equity.changed": [["equity"], ["accounts"]],
  "agent.changed": [["agents"]],
  "account.changed": [["accounts"]],
  "risk.changed": [["risk"]],
  "kill_switch.changed": [["risk"]],
  "discrepancy.changed": [["discrepancies"], ["positions"]],
  "external_order.changed": [["external-orders"]],
  "api_key.changed": [["api-keys"]],
  "job.changed": [["backtests"], ["optimisations"]],
};

const TOLD: ReadonlySet<unknown> = new Set(
  Object.values(outdated).flatMap((keys) => keys.map((key) => key[0])),
);

/** Whether events keep this answer fresh, so that a gap in them makes it old. */
function isTold(query: { queryKey: QueryKey }): boolean {
  return TOLD.has(query.queryKey[0]);
}

/** A durable event comes once: so is the trader told once. */
function tellMissed(alert: Alert): void {
  const missed = missedBefore(alert);
  if (missed) toast("danger", missed, `The timeline of this alert to ${agentOf(alert)} says which.`);
}

/** A difference that only a person may settle says so once, wherever the trader is; its badge stays until it is settled. */
function tellDiscrepancy(found: Discrepancy): void {
  if (found.state === "open" && found.resolved_at === null)
    toastOnce(
      found.discrepancy_id,
      "danger",
      `${found.symbol || "Money"} differs from the venue`,
      `Our books: ${found.ours}. The venue: ${found.venue}. Orders → Discrepancies asks what to do.`,
    );
}

const told = new Set<string>();

/** An open discrepancy changes its numbers now and then; the trader is told of it the first time. */
function toastOnce(id: string, ...said: Parameters<typeof toast>): void {
  if (told.has(id)) return;
  told.add(id);
  toast(...said);
}

/** Hold the live connection while the frame is on the screen and let its events reach the cache. */
export function useLiveSync(): void {
  const queryClient = useQueryClient();
  const router = useRouter();
  useEffect(() => {
    const invalidate = coalescedInvalidation(queryClient);
    const hear = (events: DurableEvent[]) => {
      for (const event of events) {
        if (event.type === "order.changed") applyOrder(queryClient, event.data as unknown as Order);
        if (event.type === "order.noted")
          toast("danger", `Look at an order of ${String(event.data["symbol"])}`, String(event.data["words"]));
        if (event.type === "discrepancy.changed") tellDiscrepancy(event.data as unknown as Discrepancy);
        if (event.type === "alert.received") tellMissed(event.data as unknown as Alert);
        if (event.type === "job.changed") {
          const job = event.data as unknown as Job;
          applyRunJob(queryClient, job);
          if (isUnderWay(job)) continue; // progress is told whole; only an end brings figures to read
        }
        for (const key of outdated[event.type] ?? []) invalidate(key);
      }
    };
    const undo = [
      onDurableEvents(hear),
      onLiveReset(() => void queryClient.invalidateQueries({ predicate: isTold })),
      onSessionEnd(() => {
        queryClient.removeQueries({ queryKey: meQuery().queryKey });
        void router.invalidate(); // the guard of the frame finds nobody signed in and asks
      }),
      startLive(),
    ];
    return () => undo.forEach((each) => each());
  }, [queryClient, router]);
}
