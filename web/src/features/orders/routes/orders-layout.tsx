import { Outlet } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useOpenDiscrepancies } from "@/shared/server";
import { openTicket } from "@/shared/ticket";
import { Badge, Button, PageTitle, TabLinks } from "@/shared/ui";

export function OrdersLayout() {
  const open = useOpenDiscrepancies();
  return (
    <>
      <PageTitle
        title="Orders"
        purpose="What was asked of the venue, what it answered, and what you hold because of it."
        actions={
          <Button variant="primary" aria-keyshortcuts="n" onClick={() => openTicket()}>
            <Plus aria-hidden /> New order
          </Button>
        }
      />
      <TabLinks
        label="Orders"
        tabs={[
          { label: "Orders", to: "/orders" },
          { label: "Positions", to: "/orders/positions" },
          { label: "Executions", to: "/orders/executions" },
          { label: "At the venue", to: "/orders/at-venue" },
          {
            label: (
              <>
                Discrepancies{" "}
                {open > 0 && (
                  <Badge tone="warn" className="relative">
                    {open} <span className="sr-only">open</span>
                  </Badge>
                )}
              </>
            ),
            to: "/orders/discrepancies",
          },
        ]}
      />
      <Outlet />
    </>
  );
}
