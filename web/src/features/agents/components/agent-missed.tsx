import { Link } from "@tanstack/react-router";
import type { Agent } from "@/shared/api";
import { Button, Moment, Notice } from "@/shared/ui";

const TOLD_FOR_MS = 7 * 24 * 3600 * 1000; // after a week it is history, which the list of alerts keeps

/** Says for a week that alerts of this agent never came, and leads to the alert that showed it. */
export function AgentMissed({ agent, now = Date.now() }: { agent: Pick<Agent, "missed">; now?: number }) {
  const { missed } = agent;
  if (!missed || now - Date.parse(missed.at) > TOLD_FOR_MS) return null;
  return (
    <Notice
      tone="warn"
      title={missed.alerts === 1 ? "1 alert never came" : `${missed.alerts} alerts never came`}
      className="mb-4"
      actions={
        <Button asChild size="sm">
          <Link to="/alerts/$alertId" params={{ alertId: missed.alert_id }}>
            Show the alert
          </Link>
        </Button>
      }
    >
      Its strategies number their alerts, and numbers were left out; last before the alert of{" "}
      <Moment at={missed.at} />.
    </Notice>
  );
}
