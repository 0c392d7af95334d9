/** Every place of the app. Pages are loaded when first visited; the frame and sign-in are what a first visit needs. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { isUnauthenticated, type AlertOutcome, type OrderState } from "@/shared/api";
import { meQuery } from "@/shared/server";
import { adoptAppearance } from "@/shared/theme/appearance";
import { Frame } from "./frame/frame";
import { PageError, PageMissing, PagePending } from "./pages/page-states";

const ORDER_STATES = [
  "open",
  "held",
  "submitting",
  "unknown",
  "working",
  "partly_filled",
  "filled",
  "cancelled",
  "rejected",
  "expired",
  "not_placed",
] as const satisfies readonly (OrderState | "open")[];

const BACKTEST_VIEWS = ["trades", "figures", "patterns", "luck"] as const;
type BacktestView = (typeof BACKTEST_VIEWS)[number];

interface RouterContext {
  queryClient: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: PageMissing,
  errorComponent: PageError,
});

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value ? value : typeof value === "number" ? String(value) : undefined;

/** A word of the address when it is one we know; anything else is as if it were not there. */
function oneOf<const T extends string>(words: readonly T[], value: unknown): T | undefined {
  return words.find((word) => word === value);
}

/** A number of a version or the like: whole, from 1. */
const count = (value: unknown): number | undefined =>
  Number.isInteger(Number(value)) && Number(value) >= 1 ? Number(value) : undefined;

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string | undefined } => ({
    next: text(search["next"]),
  }),
  component: lazyRouteComponent(() => import("@/features/auth/routes/sign-in-page"), "SignInPage"),
});
const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  component: lazyRouteComponent(() => import("@/features/auth/routes/sign-up-page"), "SignUpPage"),
});

/** Everything behind the sign-in. */
const framed = createRoute({
  getParentRoute: () => root,
  id: "framed",
  component: Frame,
  beforeLoad: async ({ context, location }) => {
    try {
      adoptAppearance((await context.queryClient.ensureQueryData(meQuery())).preferences);
    } catch (error) {
      if (!isUnauthenticated(error)) throw error;
      throw redirect({
        to: "/sign-in",
        search: { next: location.pathname === "/" ? undefined : location.href },
      });
    }
  },
});

const home = createRoute({
  getParentRoute: () => framed,
  path: "/",
  component: lazyRouteComponent(() => import("./pages/home-page"), "HomePage"),
});

const alerts = createRoute({
  getParentRoute: () => framed,
  path: "/alerts",
  component: lazyRouteComponent(() => import("./pages/alerts-layout"), "AlertsLayout"),
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
  component: lazyRouteComponent(() => import("./pages/alert-list-page"), "AlertListPage"),
});
const alertListIndex = createRoute({ getParentRoute: () => alertList, path: "/", component: () => null });
const alertDetail = createRoute({
  getParentRoute: () => alertList,
  path: "/$alertId",
  component: lazyRouteComponent(() => import("./pages/alert-detail-page"), "AlertDetailPage"),
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
  component: lazyRouteComponent(() => import("./pages/playground-page"), "PlaygroundPage"),
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

const orders = createRoute({
  getParentRoute: () => framed,
  path: "/orders",
  component: lazyRouteComponent(() => import("@/features/orders/routes/orders-layout"), "OrdersLayout"),
});
const orderList = createRoute({
  getParentRoute: () => orders,
  id: "list",
  validateSearch: (
    search: Record<string, unknown>,
  ): { state?: OrderState | "open" | undefined; symbol?: string | undefined } => ({
    state: oneOf(ORDER_STATES, search["state"]),
    symbol: text(search["symbol"]),
  }),
  component: lazyRouteComponent(() => import("@/features/orders/routes/order-list-page"), "OrderListPage"),
});
const orderListIndex = createRoute({ getParentRoute: () => orderList, path: "/", component: () => null });
/** The ticket by address, so that a link or a bookmark can open it with a symbol filled in. */
const orderNew = createRoute({
  getParentRoute: () => orderList,
  path: "/new",
  component: lazyRouteComponent(() => import("@/features/orders/routes/order-new-page"), "OrderNewPage"),
});
const orderDetail = createRoute({
  getParentRoute: () => orderList,
  path: "/$orderId",
  component: lazyRouteComponent(
    () => import("@/features/orders/routes/order-detail-page"),
    "OrderDetailPage",
  ),
});
const positions = createRoute({
  getParentRoute: () => orders,
  path: "/positions",
  component: lazyRouteComponent(() => import("@/features/orders/routes/positions-page"), "PositionsPage"),
});
const discrepancies = createRoute({
  getParentRoute: () => orders,
  path: "/discrepancies",
  component: lazyRouteComponent(
    () => import("@/features/reconciliation/routes/discrepancies-page"),
    "DiscrepanciesPage",
  ),
});
const atVenue = createRoute({
  getParentRoute: () => orders,
  path: "/at-venue",
  component: lazyRouteComponent(
    () => import("@/features/orders/routes/external-orders-page"),
    "ExternalOrdersPage",
  ),
});
const executions = createRoute({
  getParentRoute: () => orders,
  path: "/executions",
  component: lazyRouteComponent(() => import("@/features/orders/routes/executions-page"), "ExecutionsPage"),
});

const backtests = createRoute({
  getParentRoute: () => framed,
  path: "/backtests",
  component: lazyRouteComponent(() => import("./pages/backtests-layout"), "BacktestsLayout"),
});
const backtestList = createRoute({
  getParentRoute: () => backtests,
  path: "/",
  validateSearch: (
    search: Record<string, unknown>,
  ): { strategy_id?: string | undefined; guru?: string | undefined; symbol?: string | undefined } => ({
    strategy_id: text(search["strategy_id"]),
    guru: text(search["guru"]),
    symbol: text(search["symbol"]),
  }),
  component: lazyRouteComponent(
    () => import("@/features/backtests/routes/backtest-list-page"),
    "BacktestListPage",
  ),
});
const optimisationList = createRoute({
  getParentRoute: () => backtests,
  path: "/optimisations",
  component: lazyRouteComponent(
    () => import("@/features/optimiser/routes/optimisation-list-page"),
    "OptimisationListPage",
  ),
});
const optimisationNew = createRoute({
  getParentRoute: () => framed,
  path: "/backtests/optimisations/new",
  validateSearch: (
    search: Record<string, unknown>,
  ): { strategy?: string | undefined; version?: string | undefined } => ({
    strategy: text(search["strategy"]),
    version: text(search["version"]),
  }),
  component: lazyRouteComponent(
    () => import("@/features/optimiser/routes/optimisation-new-page"),
    "OptimisationNewPage",
  ),
});
const optimisation = createRoute({
  getParentRoute: () => framed,
  path: "/backtests/optimisations/$optimisationId",
  component: lazyRouteComponent(
    () => import("@/features/optimiser/routes/optimisation-page"),
    "OptimisationPage",
  ),
});
const backtestNew = createRoute({
  getParentRoute: () => framed,
  path: "/backtests/new",
  validateSearch: (
    search: Record<string, unknown>,
  ): {
    strategy?: string | undefined;
    version?: string | undefined;
    guru?: string | undefined;
    like?: string | undefined;
  } => ({
    strategy: text(search["strategy"]),
    version: text(search["version"]),
    guru: text(search["guru"]),
    like: text(search["like"]),
  }),
  component: lazyRouteComponent(
    () => import("@/features/backtests/routes/backtest-new-page"),
    "BacktestNewPage",
  ),
});
const backtestCompare = createRoute({
  getParentRoute: () => framed,
  path: "/backtests/compare",
  validateSearch: (search: Record<string, unknown>): { runs?: string | undefined } => ({
    runs: text(search["runs"]),
  }),
  component: lazyRouteComponent(() => import("@/features/backtests/routes/compare-page"), "ComparePage"),
});
const backtest = createRoute({
  getParentRoute: () => framed,
  path: "/backtests/$runId",
  validateSearch: (
    search: Record<string, unknown>,
  ): { view?: BacktestView | undefined; trade?: number | undefined } => ({
    view: oneOf(BACKTEST_VIEWS, search["view"]),
    trade: typeof search["trade"] === "number" ? search["trade"] : undefined,
  }),
  component: lazyRouteComponent(() => import("@/features/backtests/routes/backtest-page"), "BacktestPage"),
});

const strategies = createRoute({
  getParentRoute: () => framed,
  path: "/strategies",
  validateSearch: (search: Record<string, unknown>): { q?: string | undefined } => ({ q: text(search["q"]) }),
  component: lazyRouteComponent(
    () => import("@/features/strategies/routes/strategies-page"),
    "StrategiesPage",
  ),
});
const strategyNew = createRoute({
  getParentRoute: () => framed,
  path: "/strategies/new",
  validateSearch: (search: Record<string, unknown>): { from?: string | undefined } => ({
    from: text(search["from"]),
  }),
  component: lazyRouteComponent(
    () => import("@/features/strategies/routes/strategy-new-page"),
    "StrategyNewPage",
  ),
});
const strategy = createRoute({
  getParentRoute: () => framed,
  path: "/strategies/$strategyId",
  validateSearch: (search: Record<string, unknown>): { version?: number | undefined } => ({
    version: count(search["version"]),
  }),
  component: lazyRouteComponent(() => import("@/features/strategies/routes/strategy-page"), "StrategyPage"),
});
const strategyVersions = createRoute({
  getParentRoute: () => framed,
  path: "/strategies/$strategyId/versions",
  validateSearch: (
    search: Record<string, unknown>,
  ): { before?: number | undefined; after?: number | undefined } => ({
    before: count(search["before"]),
    after: count(search["after"]),
  }),
  component: lazyRouteComponent(() => import("@/features/strategies/routes/versions-page"), "VersionsPage"),
});

const market = createRoute({
  getParentRoute: () => framed,
  path: "/market",
  validateSearch: (search: Record<string, unknown>): { symbol?: string | undefined } => ({
    symbol: text(search["symbol"]),
  }),
  component: lazyRouteComponent(() => import("@/features/market/routes/market-page"), "MarketPage"),
});
const risk = createRoute({
  getParentRoute: () => framed,
  path: "/risk",
  component: lazyRouteComponent(() => import("./pages/risk-page"), "RiskPage"),
});

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

const tree = root.addChildren([
  signIn,
  signUp,
  framed.addChildren([
    home,
    alerts.addChildren([alertList.addChildren([alertListIndex, alertDetail]), agents, playground]),
    agentNew,
    agent,
    orders.addChildren([
      orderList.addChildren([orderListIndex, orderNew, orderDetail]),
      positions,
      executions,
      atVenue,
      discrepancies,
    ]),
    backtests.addChildren([backtestList, optimisationList]),
    optimisationNew,
    optimisation,
    backtestNew,
    backtestCompare,
    backtest,
    strategies,
    strategyNew,
    strategy,
    strategyVersions,
    market,
    risk,
    settings.addChildren([settingsIndex, profile, brokerAccounts, apiKeys, audit]),
  ]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queryClient },
    defaultPreload: "intent",
    defaultPendingComponent: PagePending,
    defaultPendingMs: 300, // nothing spins for what comes in under 300 ms
    defaultErrorComponent: PageError,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
