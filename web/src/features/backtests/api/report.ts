/** A run's report: one large document that never changes once it is there. */
import { queryOptions } from "@tanstack/react-query";
import { http, read } from "@/shared/api";
import { API_BASE } from "@/shared/api/transport";
import type { Report } from "./documents";

export const reportQuery = (runId: string) =>
  queryOptions({
    queryKey: ["backtest-reports", runId],
    queryFn: async ({ signal }) =>
      (await read(
        http.GET("/api/unify/v1/backtests/{run_id}/report", { params: { path: { run_id: runId } }, signal }),
      )) as unknown as Report,
    staleTime: Infinity,
    gcTime: 2 * 60_000, // some are tens of megabytes
  });

/** Where the browser itself fetches a copy to keep; cookies say who asks. */
export const download = (runId: string, file: "report" | "report.html" | "trades.csv"): string =>
  `${API_BASE}/backtests/${runId}/${file}`;
