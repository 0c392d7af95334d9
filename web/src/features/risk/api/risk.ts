/** Limits, what is used of them, exposure, and the kill switch with its log. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { components } from "@/gen/schema";
import { http, read, type KillSwitchInput, type RiskInput } from "@/shared/api";
import { useLiveAccount } from "@/shared/live";

export type Press = components["schemas"]["KillSwitchPress"];
export type Exposure = components["schemas"]["ExposureOfSymbol"];
export type LimitFigure = components["schemas"]["Figure"];
export type DayDrawdown = components["schemas"]["Drawdown"];

const LIVE_EVERY_MS = 5_000;
const IDLE_EVERY_MS = 30_000;

export const riskQuery = () =>
  queryOptions({
    queryKey: ["risk"],
    queryFn: ({ signal }) => read(http.GET("/api/unify/v1/risk", { signal })),
  });

export function useRisk() {
  return useQuery(riskQuery());
}

/** The same, kept fresh while a page shows how much is used: with the account's live figures, at most each 5 s. */
export function useLiveRisk(accountId: string | undefined) {
  const query = useQuery({ ...riskQuery(), refetchInterval: IDLE_EVERY_MS });
  const at = useLiveAccount(accountId)?.at;
  const { refetch } = query;
  const readAt = useRef(0);
  useEffect(() => {
    if (at === undefined || Date.now() - readAt.current < LIVE_EVERY_MS) return;
    readAt.current = Date.now();
    void refetch();
  }, [at, refetch]);
  return query;
}

export function useSaveLimits() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: RiskInput) => read(http.PUT("/api/unify/v1/risk", { body })),
    // Not waited for: the form is drawn anew with what is read, and who asked must hear of it before.
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: riskQuery().queryKey }),
  });
}

export function useKillSwitch() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: KillSwitchInput) => read(http.POST("/api/unify/v1/kill-switch", { body })),
    // Not waited for: the form is drawn anew with what is read, and who asked must hear of it before.
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: riskQuery().queryKey }),
  });
}

/** Presses, newest first; under the key of risk, so that what makes a switch old makes its log old. */
export function useKillSwitchLog() {
  return useQuery({
    queryKey: ["risk", "kill-switch-log"],
    queryFn: ({ signal }) => read(http.GET("/api/unify/v1/kill-switch/log", { signal })),
    select: (log) => log.items,
  });
}
