/** Limits, what is used of them, and the kill switch. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type KillSwitch, type Limits, type Risk } from "@/shared/api";

export const riskQuery = () =>
  queryOptions({ queryKey: ["risk"], queryFn: ({ signal }) => api.get<Risk>("/risk", undefined, signal) });

export function useRisk() {
  return useQuery(riskQuery());
}

export interface LimitsChange {
  user?: Limits;
  accounts?: Record<string, Limits>;
}

export function useSaveLimits() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (change: LimitsChange) => api.put<Risk>("/risk", change),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: riskQuery().queryKey }),
  });
}

export interface KillSwitchMove {
  scope: "user" | "account";
  account_id?: string;
  action: "pause_entries" | "flatten" | "release";
  reason?: string;
}

export function useKillSwitch() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (move: KillSwitchMove) => api.post<unknown>("/kill-switch", move),
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
