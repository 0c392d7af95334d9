import type { Alert } from "@/shared/api";
import { Moment, StatusWord, type Column } from "@/shared/ui";
import { agentOf, askedFor, missedBefore, sizeOf, statusOf, whyOf } from "./alert-words";

const told = (alert: Alert) => [missedBefore(alert), whyOf(alert)].filter(Boolean).join(" · ");

export const alertColumns: Column<Alert>[] = [
  {
    id: "at",
    header: "Received",
    cell: (alert) => <Moment at={alert.received_at} className="text-ink-soft" />,
    compare: (a, b) => a.received_at.localeCompare(b.received_at),
    csv: (alert) => alert.received_at,
  },
  {
    id: "asked",
    header: "Asks for",
    phone: "title",
    cell: (alert) => (
      <>
        <span className="font-medium">{askedFor(alert)}</span>{" "}
        <span className="text-ink-soft">{sizeOf(alert)}</span>
      </>
    ),
    csv: askedFor,
  },
  {
    id: "agent",
    header: "Agent",
    cell: agentOf,
    compare: (a, b) => agentOf(a).localeCompare(agentOf(b)),
    csv: agentOf,
  },
  {
    id: "status",
    header: "Outcome",
    phone: "aside",
    cell: (alert) => <StatusWord status={statusOf(alert)} />,
    csv: statusOf,
  },
  {
    id: "why",
    phone: "wide",
    header: "Why",
    className: "max-w-md truncate text-ink-soft",
    cell: (alert) => {
      const missed = missedBefore(alert);
      const why = whyOf(alert);
      if (!missed) return why && <span title={why}>{why}</span>;
      return (
        <span title={told(alert)}>
          <span className="font-medium text-warn">{missed}</span>
          {why && <> · {why}</>}
        </span>
      );
    },
    csv: told,
  },
];
