import { useInfiniteQuery } from "@tanstack/react-query";
import { Bell } from "lucide-react";
import type { ReactNode } from "react";
import { Card, CardHeader, DataTable, EmptyState, ExportCsv, PanelState, ShowOlder } from "@/shared/ui";
import { alertsQuery, type AlertFilter } from "../api/alerts";
import { alertColumns } from "./alert-columns";

interface AlertListProps {
  filter: AlertFilter;
  filters: ReactNode;
  selected: string | undefined;
  onOpen: (alertId: string) => void;
  emptyAction: ReactNode;
}

export function AlertList({ filter, filters, selected, onOpen, emptyAction }: AlertListProps) {
  const query = useInfiniteQuery(alertsQuery(filter));
  const isFiltered = filter.outcome !== undefined || filter.agent_id !== undefined;
  return (
    <Card aria-label="Alerts">
      <CardHeader
        title="Alerts"
        note="every message received, refused ones too"
        actions={<ExportCsv name="alerts" columns={alertColumns} rows={query.data ?? []} />}
      />
      <div className="flex flex-wrap items-center gap-2 px-4 pb-3">{filters}</div>
      <PanelState
        query={query}
        what="The alerts could not be read"
        isEmpty={(rows) => rows.length === 0}
        empty={
          <EmptyState
            icon={Bell}
            title={isFiltered ? "No alert matches" : "No alerts yet"}
            action={isFiltered ? undefined : emptyAction}
          >
            {isFiltered
              ? "Choose another outcome or agent above."
              : "An agent is a URL with rules: which accounts, how much, which limits. Whatever is sent to it is listed here with what became of it."}
          </EmptyState>
        }
      >
        {(rows) => (
          <DataTable
            caption="Alerts"
            columns={alertColumns}
            rows={rows}
            rowKey={(alert) => alert.alert_id}
            selectedKey={selected}
            onOpen={(alert) => onOpen(alert.alert_id)}
            footer={<ShowOlder query={query} what="alerts" />}
          />
        )}
      </PanelState>
    </Card>
  );
}
