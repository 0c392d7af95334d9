import type { Account } from "@/shared/api";
import { Badge, Moment } from "@/shared/ui";
import { CONNECTION } from "./connection-words";

/** How an account stands with its venue: since when, why, and when it was last read whole. */
export function ConnectionView({ account }: { account: Account }) {
  const { connection } = account;
  if (!connection) return null;
  const { word, tone, meaning } = CONNECTION[connection.state];
  return (
    <div className="grid justify-items-start gap-0.5">
      <span className="inline-flex flex-wrap items-center gap-1.5">
        <Badge tone={tone}>{word}</Badge>
        <span className="text-xs text-ink-soft">
          since <Moment at={connection.since} />
        </span>
      </span>
      {connection.state !== "connected" && (
        <span className="max-w-72 text-xs whitespace-normal text-ink-soft">{meaning}</span>
      )}
      {connection.detail && (
        <span className="max-w-72 text-xs break-words whitespace-normal text-ink-soft">
          {connection.detail}
        </span>
      )}
      <span className="text-xs text-ink-soft">
        {connection.last_look_at ? (
          <>
            last read <Moment at={connection.last_look_at} />
          </>
        ) : (
          "never read whole yet"
        )}
      </span>
    </div>
  );
}
