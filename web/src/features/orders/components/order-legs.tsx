import { Link } from "@tanstack/react-router";
import type { Order } from "@/shared/api";
import { useGrid } from "@/shared/server";
import { Figure, StatusWord } from "@/shared/ui";
import { legWord } from "./order-columns";

/** Stop and target of an entry, with who keeps each of them. */
export function OrderLegs({ legs }: { legs: readonly Order[] }) {
  const grid = useGrid();
  if (legs.length === 0) return null;
  return (
    <section aria-label="Protection" className="mt-6">
      <h3 className="mb-1 text-sm font-semibold">Protection</h3>
      <ul className="divide-y divide-line text-sm">
        {legs.map((leg) => (
          <li key={leg.order_id} className="py-2">
            <Link
              to="/orders/$orderId"
              params={{ orderId: leg.order_id }}
              className="flex flex-wrap items-center gap-x-2 hover:underline"
            >
              <span className="font-medium">{legWord(leg)}</span>
              <Figure value={leg.stop_price ?? leg.limit_price} {...grid(leg).price} />
              <span className="ml-auto">
                <StatusWord status={leg.state} />
              </span>
            </Link>
            <p className="text-xs text-ink-soft">{keeperOf(leg)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Where a leg waits, and so what happens to it should we be away. */
export function keeperOf(leg: Order): string {
  if (leg.state === "held")
    return leg.is_managed
      ? "Kept by us: it goes to the venue when its price is touched or the other leg makes room."
      : "Waits with the entry at the venue; it becomes active as the entry fills.";
  if (leg.state === "working" || leg.state === "partly_filled")
    return leg.is_managed ? "Rests at the venue; we keep its size and price right." : "Rests at the venue.";
  return leg.reason ?? "";
}
