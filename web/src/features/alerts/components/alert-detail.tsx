import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { TimelineView } from "@/shared/timeline/timeline-view";
import { Button, CopyButton, Moment, Notice, PanelState, Sheet, StatusWord } from "@/shared/ui";
import { alertQuery, alertTimelineQuery } from "../api/alerts";
import { AlertReplay } from "./alert-replay";
import { agentOf, askedFor, missedBefore, statusOf, whyOf } from "./alert-words";

const routes = { tv: "agent URL", unify: "signed webhook", test: "test button" } as const;

interface AlertDetailProps {
  alertId: string;
  /** Numbers of its agent's versions, newest first. */
  versions: readonly number[];
  onClose: () => void;
}

/** One alert from reception to fill, with the message exactly as it arrived. */
export function AlertDetail({ alertId, versions, onClose }: AlertDetailProps) {
  const alert = useQuery(alertQuery(alertId));
  const timeline = useQuery(alertTimelineQuery(alertId));
  const why = alert.data && whyOf(alert.data);
  return (
    <Sheet
      onClose={onClose}
      title={
        alert.data ? (
          <span className="flex items-center gap-2">
            {askedFor(alert.data)} <StatusWord status={statusOf(alert.data)} />
          </span>
        ) : (
          "Alert"
        )
      }
      subtitle={
        alert.data && (
          <>
            <Moment at={alert.data.received_at} /> · {agentOf(alert.data)} · by{" "}
            {routes[alert.data.route] ?? alert.data.route}
          </>
        )
      }
    >
      {alert.error && (
        <PanelState query={alert} what="The alert could not be read">
          {() => null}
        </PanelState>
      )}
      {alert.data && missedBefore(alert.data) && (
        <Notice tone="warn" title={missedBefore(alert.data)} className="mb-4">
          The strategy numbers its alerts, and numbers before this one never came. Check whether the position
          is what the strategy believes it to be.
        </Notice>
      )}
      {alert.data && why && (
        <Notice tone={statusOf(alert.data) === "failed" ? "danger" : "warn"} className="mb-4">
          {why}
        </Notice>
      )}
      <PanelState query={timeline} what="The timeline could not be read">
        {(data) => <TimelineView timeline={data} level={3} />}
      </PanelState>
      {alert.data && (
        <section aria-label="Message as received" className="mt-6">
          <div className="mb-2 flex items-center justify-between">
            <h3 className="text-sm font-semibold">Message as received</h3>
            <span className="flex gap-2">
              <Button asChild size="sm">
                <Link to="/alerts/playground" search={{ alert: alertId, agent: alert.data.agent_id }}>
                  Open in playground
                </Link>
              </Button>
              <CopyButton text={alert.data.body} what="message" label="Copy" />
            </span>
          </div>
          <pre className="overflow-x-auto rounded-control border border-line bg-sunken p-3 font-mono text-xs whitespace-pre-wrap">
            {pretty(alert.data.body)}
          </pre>
          <AlertReplay key={alertId} alertId={alertId} versions={versions} />
        </section>
      )}
    </Sheet>
  );
}

/** JSON that a machine wrote on one line, for eyes; the copy button gives the original. Numbers keep their own digits. */
function pretty(body: string): string {
  try {
    JSON.parse(body);
  } catch {
    return body;
  }
  return body.includes("\n")
    ? body
    : body
        .replace(/^\{\s*/, "{\n  ")
        .replace(/,\s*(?="[^"]*"\s*:)/g, ",\n  ")
        .replace(/\s*\}$/, "\n}");
}
