import { useQuery } from "@tanstack/react-query";
import { Scale } from "lucide-react";
import { openDiscrepanciesQuery } from "@/shared/server";
import { Card, CardHeader, EmptyState, PanelState } from "@/shared/ui";
import { DiscrepancyCard } from "../components/discrepancy-card";
import { SettledTable } from "../components/settled-table";

/** The inbox of what only a person may settle. */
export function DiscrepanciesPage() {
  const query = useQuery(openDiscrepanciesQuery());
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Card aria-label="Open discrepancies">
        <CardHeader
          title="Open"
          note="our books and a venue differ; nothing new is opened in these symbols"
        />
        <PanelState
          query={query}
          what="The discrepancies could not be read"
          isEmpty={(open) => open.length === 0}
          empty={
            <EmptyState icon={Scale} title="Our books and the venues agree">
              Executions, orders, positions and money are compared with each linked account every 30 seconds.
              Where they differ, both numbers come here, and you say which is right.
            </EmptyState>
          }
        >
          {(open) => (
            <div className="grid gap-4 p-4 pt-0 xl:grid-cols-2">
              {open.map((each) => (
                <DiscrepancyCard key={each.discrepancy_id} found={each} />
              ))}
            </div>
          )}
        </PanelState>
      </Card>
      <SettledTable />
    </div>
  );
}
