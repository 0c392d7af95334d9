/** What a backtest or an optimisation may be about: kept bars, saved strategies and their versions. */
import { queryOptions } from "@tanstack/react-query";
import { http, read } from "@/shared/api";
import type { components } from "@/gen/schema";

type Schemas = components["schemas"];
export type DataSet = Schemas["DataSet"];
export type StrategySummary = Schemas["Strategy"];

export const dataQuery = () =>
  queryOptions({
    queryKey: ["data"],
    queryFn: ({ signal }) => read(http.GET("/api/unify/v1/data", { signal })),
    select: (list) => list.items,
  });

export const strategyChoicesQuery = () =>
  queryOptions({
    queryKey: ["strategies", "choices"],
    queryFn: ({ signal }) =>
      read(http.GET("/api/unify/v1/strategies", { params: { query: { limit: 200 } }, signal })),
    select: (page) => page.items,
  });

export const versionChoicesQuery = (strategyId: string) =>
  queryOptions({
    queryKey: ["strategies", "versions", strategyId, "choices"],
    enabled: strategyId !== "",
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/strategies/{strategy_id}/versions", {
          params: { path: { strategy_id: strategyId }, query: { limit: 200 } },
          signal,
        }),
      ),
    select: (page) => page.items,
  });

export const versionQuery = (strategyId: string, number: number | undefined) =>
  queryOptions({
    queryKey: ["strategies", "version", strategyId, number],
    enabled: strategyId !== "" && number !== undefined,
    staleTime: Infinity, // a version never changes
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/strategies/{strategy_id}/versions/{number}", {
          params: { path: { strategy_id: strategyId, number: number ?? 1 } },
          signal,
        }),
      ),
  });

export function dataKey(set: Pick<DataSet, "source" | "symbol" | "timeframe">): string {
  return `${set.source}/${set.symbol}/${set.timeframe}`;
}
