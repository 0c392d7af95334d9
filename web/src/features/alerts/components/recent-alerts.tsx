import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Bell } from "lucide-react";
import { Button, EmptyState, Moment, PanelState, StatusWord } from "@/shared/ui";
import { alertsQuery } from "../api/alerts";
import { agentOf, askedFor, missedBefore, statusOf, whyOf } from "./alert-words";

const SHOWN = 8;

/** The last alerts with what became of each, for the dashboard. */
export function RecentAlerts() {
  const navigate = useNavigate();
  const query = useInfiniteQuery(alertsQuery({}, SHOWN));
  return (
    <PanelState
      query={query}
      what="The alerts could not be read"
      isEmpty={(rows) => rows.length === 0}
      empty={
        <EmptyState
          icon={Bell}
          title="No alerts yet"
          action={
            <Button variant="primary" onClick={() => void navigate({ to: "/alerts/agents" })}>
              Set up an agent
            </Button>
          }
        >
          An agent gives you a URL. Paste it into TradingView, or press its test button: the alert shows here
          within a second.
        </EmptyState>
      }
    >
      {(rows) => (
        <ul aria-label="Last alerts" className="divide-y divide-line border-t border-line">
          {rows.slice(0, SHOWN).map((alert) => (
            <li key={alert.alert_id}>
              <Link
                to="/alerts/$alertId"
                params={{ alertId: alert.alert_id }}
                className="block px-4 py-2.5 hover:bg-hover focus-visible:-outline-offset-2"
              >
                <span className="flex items-center justify-between gap-3">
                  <span className="min-w-0 truncate font-medium">{askedFor(alert)}</span>
                  <StatusWord status={statusOf(alert)} />
                </span>
                <span className="mt-0.5 flex items-baseline justify-between gap-3 text-xs text-ink-soft">
                  <span className="min-w-0 truncate">
                    {missedBefore(alert) ?? whyOf(alert) ?? agentOf(alert)}
                  </span>
                  <Moment at={alert.received_at} className="shrink-0" />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </PanelState>
  );
}
