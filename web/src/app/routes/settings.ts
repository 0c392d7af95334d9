/** The trader's settings, with accounts, keys and the audit. */
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { framed } from "./root";
import { text } from "./search";

const settings = createRoute({
  getParentRoute: () => framed,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/features/settings/routes/settings-layout"), "SettingsLayout"),
});

const settingsIndex = createRoute({
  getParentRoute: () => settings,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/settings/profile" });
  },
});

const profile = createRoute({
  getParentRoute: () => settings,
  path: "/profile",
  component: lazyRouteComponent(() => import("@/features/settings/routes/profile-page"), "ProfilePage"),
});

const brokerAccounts = createRoute({
  getParentRoute: () => settings,
  path: "/accounts",
  validateSearch: (
    search: Record<string, unknown>,
  ): { linked?: string | undefined; link_error?: string | undefined } => ({
    linked: text(search["linked"]),
    link_error: text(search["link_error"]),
  }),
  component: lazyRouteComponent(() => import("@/features/linking/routes/accounts-page"), "AccountsPage"),
});

const apiKeys = createRoute({
  getParentRoute: () => settings,
  path: "/api-keys",
  component: lazyRouteComponent(() => import("@/features/settings/routes/api-keys-page"), "ApiKeysPage"),
});

const audit = createRoute({
  getParentRoute: () => settings,
  path: "/audit",
  component: lazyRouteComponent(() => import("@/features/settings/routes/audit-page"), "AuditPage"),
});

export const settingsPlaces = [
  settings.addChildren([settingsIndex, profile, brokerAccounts, apiKeys, audit]),
] as const;
