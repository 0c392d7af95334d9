import { useAccountLabel } from "@/shared/server";
import { StatusWord } from "@/shared/ui";
import type { Replay, ReplayDifference, ReplayOutcome } from "../api/replay";
import { byCause, outcomeStatus, pathWords, valueWords } from "./replay-words";

/** Then and now side by side, what differs in words and why, and both documents whole below. */
export function ReplayResult({ replay }: { replay: Replay }) {
  const { rules, market } = byCause(replay.differences);
  return (
    <div className="mt-4 grid grid-cols-[minmax(0,1fr)] gap-4" aria-live="polite">
      <div className="grid gap-3 sm:grid-cols-2">
        <Outcome title="Then" outcome={replay.then} />
        <Outcome title="Now" outcome={replay.now} />
      </div>
      <Differences title="Different by the rules" none="Nothing differs by the rules." found={rules} />
      <Differences
        title="Different by the market, the books and the day"
        none="Nothing differs by the market."
        found={market}
      />
      <details className="text-sm">
        <summary className="inline-flex min-h-6 items-center text-xs font-medium text-accent">
          Both decisions, whole
        </summary>
        <div className="mt-2 grid gap-3">
          <Raw label="Then, whole" document={replay.then} />
          <Raw label="Now, whole" document={replay.now} />
        </div>
      </details>
    </div>
  );
}

function Outcome({ title, outcome }: { title: string; outcome: ReplayOutcome }) {
  const accountLabel = useAccountLabel();
  return (
    <section aria-label={title} className="rounded-control border border-line px-3 py-2 text-sm">
      <h4 className="mb-1 flex items-center justify-between gap-2 font-medium">
        <span>
          {title}{" "}
          {outcome.version_number !== null && (
            <span className="text-xs font-normal text-ink-soft">version {outcome.version_number}</span>
          )}
        </span>
        <StatusWord status={outcomeStatus(outcome)} />
      </h4>
      {outcome.reason && <p className="text-ink-soft">{outcome.reason}</p>}
      {outcome.signals.map((signal) => (
        <div key={signal.account_id} className="mt-1">
          <p className="text-xs text-ink-soft">{accountLabel(signal.account_id)}</p>
          {signal.reason && <p>{signal.reason}</p>}
          <ul>
            {signal.steps?.map((step, index) => (
              <li key={index}>{step}</li>
            ))}
          </ul>
          {!signal.steps && <p>{sizingWords(signal.decision)}</p>}
        </div>
      ))}
    </section>
  );
}

/** The sum of what really happened; of what would happen now the steps say it. */
function sizingWords(decision: Record<string, unknown>): string | null {
  const sizing = decision["sizing"] as { words?: string } | undefined;
  return sizing?.words ?? null;
}

function Differences({ title, none, found }: { title: string; none: string; found: ReplayDifference[] }) {
  const accountLabel = useAccountLabel();
  return (
    <section>
      <h4 className="mb-1 text-sm font-medium">{title}</h4>
      {found.length === 0 && <p className="text-sm text-ink-soft">{none}</p>}
      <dl className="text-sm">
        {found.map((each) => (
          <div key={each.path} className="border-b border-line py-1.5 last:border-b-0">
            <dt className="text-xs text-ink-soft" title={each.path}>
              {pathWords(each.path, accountLabel)}
            </dt>
            <dd className="wrap-anywhere">
              <span className="text-ink-soft">{valueWords(each.before)}</span> →{" "}
              <span className="font-medium">{valueWords(each.after)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Raw({ label, document }: { label: string; document: unknown }) {
  return (
    <pre
      aria-label={label}
      role="region"
      tabIndex={0}
      className="max-h-72 overflow-auto rounded-control border border-line bg-sunken p-3 font-mono text-xs"
    >
      {JSON.stringify(document, null, 2)}
    </pre>
  );
}
