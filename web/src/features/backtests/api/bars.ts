/** The run's own bars, to draw its trades on. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { http, read } from "@/shared/api";
import type { components } from "@/gen/schema";

export type RunBars = components["schemas"]["BarsOut"];

/** Epoch milliseconds, end left out; null: the whole run. */
export type BarWindow = { from: number; to: number } | null;

const AT_MOST = 2_000;

export const runBarsQuery = (runId: string, window: BarWindow) =>
  queryOptions({
    queryKey: ["backtest-bars", runId, window],
    queryFn: async ({ signal }) =>
      await read(
        http.GET("/api/unify/v1/backtests/{run_id}/bars", {
          params: {
            path: { run_id: runId },
            query: {
              from: window && new Date(window.from).toISOString(),
              to: window && new Date(window.to).toISOString(),
              at_most: AT_MOST,
            },
          },
          signal,
        }),
      ),
    staleTime: Infinity,
    placeholderData: keepPreviousData, // moving along the candles never empties the chart
  });
