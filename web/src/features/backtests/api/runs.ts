/** Backtests: the list, one run, asking for one, stopping and deleting. */
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from "@tanstack/react-query";
import { http, read } from "@/shared/api";
import type { Job } from "@/shared/research/job";
import type { Run, RunInput } from "./documents";

export const PAGE_SIZE = 50;

export interface RunFilter {
  strategy_id?: string | undefined;
  guru?: string | undefined;
  symbol?: string | undefined;
}

export const runsQuery = (filter: RunFilter = {}) =>
  infiniteQueryOptions({
    queryKey: ["backtests", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      read(
        http.GET("/api/unify/v1/backtests", {
          params: { query: { ...filter, limit: PAGE_SIZE, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((page) => page.items),
  });

const named = (runId: string) => ({ path: { run_id: runId } });

export const runQuery = (runId: string) =>
  queryOptions({
    queryKey: ["backtests", "one", runId],
    queryFn: ({ signal }) =>
      read(http.GET("/api/unify/v1/backtests/{run_id}", { params: named(runId), signal })),
  });

function useChanged() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: ["backtests"] });
}

export function useAskRun() {
  const queryClient = useQueryClient();
  const onSettled = useChanged();
  return useMutation({
    mutationFn: (body: RunInput) => read(http.POST("/api/unify/v1/backtests", { body })),
    onSuccess: (run) => queryClient.setQueryData(runQuery(run.run_id).queryKey, run),
    onSettled,
  });
}

export function useCancelRun() {
  return useMutation({
    mutationFn: (runId: string) =>
      read(http.POST("/api/unify/v1/backtests/{run_id}/cancel", { params: named(runId) })),
    onSettled: useChanged(),
  });
}

export function useDeleteRun() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (runId: string) =>
      read(http.DELETE("/api/unify/v1/backtests/{run_id}", { params: named(runId) })),
    onSuccess: (_, runId) => queryClient.removeQueries({ queryKey: runQuery(runId).queryKey }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["backtests", "list"] }),
  });
}

/** Put what an event told of a job into every cached answer that holds its run, so that progress costs no reading. */
export function applyRunJob(queryClient: QueryClient, job: Job): void {
  const move = (run: Run): Run => (run.run_id === job.job_id ? { ...run, job } : run);
  queryClient.setQueryData(runQuery(job.job_id).queryKey, (before) => before && move(before));
  queryClient.setQueriesData<InfiniteData<{ items: Run[]; next_cursor: string | null }>>(
    { queryKey: ["backtests", "list"] },
    (before) =>
      before && {
        ...before,
        pages: before.pages.map((page) => ({ ...page, items: page.items.map(move) })),
      },
  );
}
