/** Strategies and their versions. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, read } from "@/shared/api";
import type { components } from "@/gen/schema";

type Schemas = components["schemas"];
export type Strategy = Schemas["Strategy"];
export type StrategyDetail = Schemas["StrategyDetail"];
export type VersionSummary = Schemas["VersionSummary"];
export type Version = Schemas["VersionOut"];
export type Diff = Schemas["Diff"];
export type Difference = Schemas["Difference"];

const LISTED_MAX = 200;

export const strategiesQuery = (words: string) =>
  queryOptions({
    queryKey: ["strategies", "list", words],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/strategies", {
          params: { query: { limit: LISTED_MAX, ...(words ? { q: words } : {}) } },
          signal,
        }),
      ),
  });

const named = (strategyId: string) => ({ path: { strategy_id: strategyId } });

export const strategyQuery = (strategyId: string) =>
  queryOptions({
    queryKey: ["strategies", "one", strategyId],
    queryFn: ({ signal }) =>
      read(http.GET("/api/unify/v1/strategies/{strategy_id}", { params: named(strategyId), signal })),
  });

export const versionsQuery = (strategyId: string) =>
  queryOptions({
    queryKey: ["strategies", "versions", strategyId],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/strategies/{strategy_id}/versions", {
          params: { ...named(strategyId), query: { limit: LISTED_MAX } },
          signal,
        }),
      ),
    select: (page) => page.items,
  });

export const versionQuery = (strategyId: string, number: number) =>
  queryOptions({
    queryKey: ["strategies", "version", strategyId, number],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/strategies/{strategy_id}/versions/{number}", {
          params: { path: { strategy_id: strategyId, number } },
          signal,
        }),
      ),
    staleTime: Infinity, // a version never changes
  });

export const diffQuery = (strategyId: string, before: number, after: number) =>
  queryOptions({
    queryKey: ["strategies", "diff", strategyId, before, after],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/strategies/{strategy_id}/versions/{number}/diff/{other}", {
          params: { path: { strategy_id: strategyId, number: before, other: after } },
          signal,
        }),
      ),
    staleTime: Infinity,
    enabled: before !== after,
  });

export function useStrategy(strategyId: string) {
  return useQuery(strategyQuery(strategyId));
}

export interface SaveInput {
  text: string;
  notes: string;
  /** The version it was made from: when another came meanwhile, the server refuses. */
  basedOn: number | null;
}

/** Make a strategy, or give it a new version; answers its id and the number of the version. */
export function useSaveStrategy(strategyId: string | null) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({ text, notes, basedOn }: SaveInput) => {
      if (strategyId === null) {
        const made = await read(http.POST("/api/unify/v1/strategies", { body: { text, notes } }));
        return { strategyId: made.strategy_id, version: made.version_number };
      }
      const version = await read(
        http.POST("/api/unify/v1/strategies/{strategy_id}/versions", {
          params: named(strategyId),
          body: { text, notes, based_on: basedOn },
        }),
      );
      return { strategyId, version: version.number };
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["strategies"] }),
  });
}

export function useDeleteStrategy() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (strategyId: string) =>
      read(http.DELETE("/api/unify/v1/strategies/{strategy_id}", { params: named(strategyId) })),
    onSuccess: (_, strategyId) => {
      queryClient.removeQueries({ queryKey: strategyQuery(strategyId).queryKey });
      return queryClient.invalidateQueries({ queryKey: ["strategies", "list"] });
    },
  });
}
