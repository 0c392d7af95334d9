import type { OrderDetail } from "@/shared/api";
import { Moment, Notice } from "@/shared/ui";

interface Noted {
  fact: string;
  words: string;
}

const titles: Record<string, string> = {
  late_fill: "Filled after it had ended",
  over_fill: "Filled beyond its quantity",
  taken_back: "An execution was taken back",
  contradiction: "The venue contradicts what was taken as proved",
};

/** What about an order a person should look at; each came with the event that told it. */
export function OrderNotes({ order }: { order: OrderDetail }) {
  return order.events.flatMap((event) =>
    notedOf(event.data).map(({ fact, words }) => (
      <Notice key={`${event.number}:${fact}`} tone="warn" className="mb-4" title={titles[fact] ?? fact}>
        <p>{words}</p>
        <Moment at={event.recorded_at} className="text-xs text-ink-soft" />
      </Notice>
    )),
  );
}

function notedOf(data: Record<string, unknown>): Noted[] {
  return Array.isArray(data["noted"]) ? (data["noted"] as Noted[]) : [];
}
