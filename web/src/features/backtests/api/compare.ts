/** Several runs side by side. */
import { queryOptions } from "@tanstack/react-query";
import { http, read } from "@/shared/api";
import type { components } from "@/gen/schema";

export type Compared = components["schemas"]["Compared"];

export const compareQuery = (runIds: readonly string[]) =>
  queryOptions({
    queryKey: ["backtest-compare", ...runIds],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/backtests/compare", {
          params: { query: { run_ids: runIds.join(",") } },
          signal,
        }),
      ),
    select: (answer) => answer.runs,
    enabled: runIds.length >= 2,
    staleTime: Infinity,
  });
