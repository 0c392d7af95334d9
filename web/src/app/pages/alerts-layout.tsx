import { Link, Outlet } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { Button, PageTitle, TabLinks } from "@/shared/ui";

export function AlertsLayout() {
  return (
    <>
      <PageTitle
        title="Alerts"
        purpose="What was sent to your agents, and what became of it."
        actions={
          <Button asChild variant="primary">
            <Link to="/alerts/agents/new">
              <Plus aria-hidden /> Create agent
            </Link>
          </Button>
        }
      />
      <TabLinks
        label="Alerts"
        tabs={[
          { label: "Alerts", to: "/alerts" },
          { label: "Agents", to: "/alerts/agents" },
          { label: "Playground", to: "/alerts/playground" },
        ]}
      />
      <Outlet />
    </>
  );
}
