/** Limits, what is used of them, and the kill switch. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, read, type KillSwitch, type KillSwitchInput, type Risk, type RiskInput } from "@/shared/api";

export const riskQuery = () =>
  queryOptions({
    queryKey: ["risk"],
    queryFn: ({ signal }) => read(http.GET("/api/unify/v1/risk", { signal })),
  });

export function useRisk() {
  return useQuery(riskQuery());
}

export function useSaveLimits() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: RiskInput) => read(http.PUT("/api/unify/v1/risk", { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: riskQuery().queryKey }),
  });
}

export function useKillSwitch() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: KillSwitchInput) => read(http.POST("/api/unify/v1/kill-switch", { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: riskQuery().queryKey }),
  });
}

/** What stops entries for this account now: the user's switch before the account's. */
export function pauseOf(risk: Risk | undefined, accountId: string | undefined): KillSwitch | null {
  const paused = risk?.kill_switch.filter((each) => each.level !== "none") ?? [];
  return (
    paused.find((each) => each.scope === "user") ??
    paused.find((each) => each.scope === "account" && each.scope_id === accountId) ??
    null
  );
}
