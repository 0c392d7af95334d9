import type { Order, OrderInquiry } from "@/shared/api";
import { formatAge, plainCause } from "@/shared/format";
import { useNow } from "@/shared/hooks/use-now";
import { Moment, Notice } from "@/shared/ui";

/** An order of which nobody can say whether the venue has it: since when, why, and what every look has found. */
export function UnknownNotice({ order }: { order: Order }) {
  const now = useNow();
  const age = order.unknown_since ? formatAge(now - Date.parse(order.unknown_since)) : null;
  return (
    <Notice
      tone="warn"
      className="mb-4"
      title={
        <>
          Nobody can say yet whether the venue has this order
          {age && <span className="font-normal num"> · for {age}</span>}
        </>
      }
    >
      <p>
        It is not sent again. We are asking the venue for evidence and settle it as placed or not placed.
        Nothing new is opened in {order.symbol} meanwhile; closing goes on.
      </p>
      {order.inquiry && <Inquiry inquiry={order.inquiry} />}
    </Notice>
  );
}

/** What the looks at the venue found, newest first; kept after the question is settled. */
export function Inquiry({ inquiry }: { inquiry: OrderInquiry }) {
  const looks = [...inquiry.evidence].sort((a, b) => b.at.localeCompare(a.at));
  return (
    <>
      {inquiry.causes.length > 0 && <p className="mt-2">Why: {inquiry.causes.map(plainCause).join("; ")}.</p>}
      {looks.length > 0 && (
        <details className="mt-2" open={looks.length <= 5}>
          <summary className="text-xs font-medium">
            {looks.length === 1 ? "One look so far" : `${looks.length} looks so far`}
          </summary>
          <ul className="mt-1 divide-y divide-line rounded-control border border-line bg-surface px-3 text-xs">
            {looks.map((look, index) => (
              <li key={index} className="py-1.5">
                <div className="flex flex-wrap items-baseline gap-x-2">
                  <span className="font-medium">{found(look.found)}</span>
                  <span className="text-ink-soft">{look.source.replaceAll("_", " ")}</span>
                  <Moment at={look.at} className="ml-auto text-ink-soft" />
                </div>
                {look.detail && <p className="break-words text-ink-soft">{plainCause(look.detail)}</p>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function found(answer: boolean | null): string {
  return answer === null ? "The look itself failed" : answer ? "Found" : "Not there";
}
