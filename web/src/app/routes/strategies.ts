/** Strategies, their builder and their versions. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { framed } from "./root";
import { count, text } from "./search";

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

export const strategyPlaces = [strategies, strategyNew, strategy, strategyVersions] as const;
