/** Optimisations: the list, one of them, its trials, folds and map; asking, stopping, adopting, deleting. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { http, read } from "@/shared/api";
import type { components } from "@/gen/schema";
import { isUnderWay } from "@/shared/research/job";

type Schemas = components["schemas"];
export type Optimisation = Schemas["Optimisation"];
export type OptimisationDetail = Schemas["OptimisationDetail"];
export type OptimisationInput = Schemas["OptimisationInput"];
export type Trial = Schemas["TrialOut"];
export type FoldList = Schemas["FoldList"];
export type ParameterMap = Schemas["ParameterMap"];
export type Figures = Readonly<Record<string, number | null>>;

/** Counts of trials come by reading: the job's event tells its progress, not what was found. */
const POLL_MS = 2_500;
const LISTED = 100;
const TRIALS_SHOWN = 200;

const named = (optimisationId: string) => ({ path: { optimisation_id: optimisationId } });

export const optimisationsQuery = () =>
  queryOptions({
    queryKey: ["optimisations", "list"],
    queryFn: ({ signal }) =>
      read(http.GET("/api/unify/v1/optimisations", { params: { query: { limit: LISTED } }, signal })),
    select: (page) => page.items,
    refetchInterval: ({ state }) =>
      state.data?.items.some((each) => isUnderWay(each.job)) ? POLL_MS : false,
  });

export const optimisationQuery = (optimisationId: string) =>
  queryOptions({
    queryKey: ["optimisations", "one", optimisationId],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/optimisations/{optimisation_id}", { params: named(optimisationId), signal }),
      ),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data.job) ? POLL_MS : false),
  });

export const trialsQuery = (optimisationId: string) =>
  queryOptions({
    queryKey: ["optimisations", "trials", optimisationId],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/optimisations/{optimisation_id}/trials", {
          params: { ...named(optimisationId), query: { order: "objective", limit: TRIALS_SHOWN } },
          signal,
        }),
      ),
    select: (list) => list.items,
  });

export const foldsQuery = (optimisationId: string) =>
  queryOptions({
    queryKey: ["optimisations", "folds", optimisationId],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/optimisations/{optimisation_id}/folds", {
          params: named(optimisationId),
          signal,
        }),
      ),
  });

export const mapQuery = (optimisationId: string, x: string, y: string) =>
  queryOptions({
    queryKey: ["optimisations", "map", optimisationId, x, y],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/optimisations/{optimisation_id}/map", {
          params: { ...named(optimisationId), query: { x, y } },
          signal,
        }),
      ),
  });

function useChanged() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: ["optimisations"] });
}

export function useAskOptimisation() {
  return useMutation({
    mutationFn: (body: OptimisationInput) => read(http.POST("/api/unify/v1/optimisations", { body })),
    onSettled: useChanged(),
  });
}

export function useCancelOptimisation() {
  return useMutation({
    mutationFn: (optimisationId: string) =>
      read(
        http.POST("/api/unify/v1/optimisations/{optimisation_id}/cancel", { params: named(optimisationId) }),
      ),
    onSettled: useChanged(),
  });
}

export function useDeleteOptimisation() {
  return useMutation({
    mutationFn: (optimisationId: string) =>
      read(http.DELETE("/api/unify/v1/optimisations/{optimisation_id}", { params: named(optimisationId) })),
    onSettled: useChanged(),
  });
}

export function useAdoptTrial(optimisationId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: { trial_number: number | null; note: string }) =>
      read(
        http.POST("/api/unify/v1/optimisations/{optimisation_id}/adopt", {
          params: named(optimisationId),
          body,
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["strategies"] }),
  });
}
