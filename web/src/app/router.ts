/** Every place of the app, area by area. Pages are loaded when first visited; the frame is what a first visit needs. */
import type { QueryClient } from "@tanstack/react-query";
import { createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { PageError, PagePending } from "./pages/page-states";
import { alertPlaces } from "./routes/alerts";
import { doors } from "./routes/auth";
import { backtestPlaces } from "./routes/backtests";
import { orderPlaces } from "./routes/orders";
import { framed, root } from "./routes/root";
import { text } from "./routes/search";
import { settingsPlaces } from "./routes/settings";
import { strategyPlaces } from "./routes/strategies";

const home = createRoute({
  getParentRoute: () => framed,
  path: "/",
  component: lazyRouteComponent(() => import("./pages/home-page"), "HomePage"),
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

const tree = root.addChildren([
  ...doors,
  framed.addChildren([
    home,
    ...alertPlaces,
    ...orderPlaces,
    ...backtestPlaces,
    ...strategyPlaces,
    market,
    risk,
    ...settingsPlaces,
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
