import { Outlet } from "@tanstack/react-router";
import { PageTitle, TabLinks } from "@/shared/ui";

export function SettingsLayout() {
  return (
    <>
      <PageTitle title="Settings" />
      <TabLinks
        label="Settings"
        tabs={[
          { label: "Profile", to: "/settings/profile" },
          { label: "Broker accounts", to: "/settings/accounts" },
          { label: "API keys", to: "/settings/api-keys" },
          { label: "Audit", to: "/settings/audit" },
        ]}
      />
      <Outlet />
    </>
  );
}
