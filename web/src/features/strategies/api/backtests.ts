/** The backtest of a strategy or of a draft. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { http, read } from "@/shared/api";
import type { components } from "@/gen/schema";

type Schemas = components["schemas"];
export type BacktestInput = Schemas["BacktestInput"];

export function useStartBacktest() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: BacktestInput) => read(http.POST("/api/unify/v1/backtests", { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["backtests"] }),
  });
}
