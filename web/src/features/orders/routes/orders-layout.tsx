import { Outlet } from "@tanstack/react-router";
import { PageTitle, TabLinks } from "@/shared/ui";

export function OrdersLayout() {
  return (
    <>
      <PageTitle
        title="Orders"
        purpose="What was asked of the venue, what it answered, and what you hold because of it."
      />
      <TabLinks
        label="Orders"
        tabs={[
          { label: "Orders", to: "/orders" },
          { label: "Positions", to: "/orders/positions" },
          { label: "Executions", to: "/orders/executions" },
        ]}
      />
      <Outlet />
    </>
  );
}
