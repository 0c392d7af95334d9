/** Backtests and searches for inputs. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { framed } from "./root";
import { oneOf, text } from "./search";

const BACKTEST_VIEWS = ["trades", "figures", "patterns", "luck"] as const;
type BacktestView = (typeof BACKTEST_VIEWS)[number];

const backtests = createRoute({
  getParentRoute: () => framed,
  path: "/backtests",
  component: lazyRouteComponent(() => import("../pages/backtests-layout"), "BacktestsLayout"),
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

export const backtestPlaces = [
  backtests.addChildren([backtestList, optimisationList]),
  optimisationNew,
  optimisation,
  backtestNew,
  backtestCompare,
  backtest,
] as const;
