/** Alerts, the agents they are sent to, and the playground. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { AlertOutcome } from "@/shared/api";
import { framed } from "./root";
import { oneOf, text } from "./search";

const alerts = createRoute({
  getParentRoute: () => framed,
  path: "/alerts",
  component: lazyRouteComponent(() => import("../pages/alerts-layout"), "AlertsLayout"),
});

const alertList = createRoute({
  getParentRoute: () => alerts,
  id: "list",
  validateSearch: (
    search: Record<string, unknown>,
  ): { outcome?: AlertOutcome | undefined; agent?: string | undefined } => ({
    outcome: oneOf(["accepted", "duplicate", "refused"], search["outcome"]),
    agent: text(search["agent"]),
  }),
  component: lazyRouteComponent(() => import("../pages/alert-list-page"), "AlertListPage"),
});

const alertListIndex = createRoute({ getParentRoute: () => alertList, path: "/", component: () => null });

const alertDetail = createRoute({
  getParentRoute: () => alertList,
  path: "/$alertId",
  component: lazyRouteComponent(() => import("../pages/alert-detail-page"), "AlertDetailPage"),
});

const agents = createRoute({
  getParentRoute: () => alerts,
  path: "/agents",
  component: lazyRouteComponent(() => import("@/features/agents/routes/agents-page"), "AgentsPage"),
});

const playground = createRoute({
  getParentRoute: () => alerts,
  path: "/playground",
  validateSearch: (
    search: Record<string, unknown>,
  ): {
    agent?: string | undefined;
    account?: string | undefined;
    alert?: string | undefined;
    sample?: string | undefined;
  } => ({
    agent: text(search["agent"]),
    account: text(search["account"]),
    alert: text(search["alert"]),
    sample: text(search["sample"]),
  }),
  component: lazyRouteComponent(() => import("../pages/playground-page"), "PlaygroundPage"),
});

const agentNew = createRoute({
  getParentRoute: () => framed,
  path: "/alerts/agents/new",
  component: lazyRouteComponent(() => import("@/features/agents/routes/agent-new-page"), "AgentNewPage"),
});

const agent = createRoute({
  getParentRoute: () => framed,
  path: "/alerts/agents/$agentId",
  component: lazyRouteComponent(() => import("@/features/agents/routes/agent-page"), "AgentPage"),
});

export const alertPlaces = [
  alerts.addChildren([alertList.addChildren([alertListIndex, alertDetail]), agents, playground]),
  agentNew,
  agent,
] as const;
