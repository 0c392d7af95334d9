/** Judging a stored alert again, dry: by today's rules or those of a version of the past. */
import { useMutation } from "@tanstack/react-query";
import type { components } from "@/gen/schema";
import { http, read } from "@/shared/api";

export type Replay = components["schemas"]["Replay"];
export type ReplayOutcome = Replay["then"];
export type ReplayDifference = Replay["differences"][number];
export type AgentVersionChoice = number | "present";

export function useReplay(alertId: string) {
  return useMutation({
    mutationFn: (version: AgentVersionChoice) =>
      read(
        http.POST("/api/unify/v1/alerts/{alert_id}/replay", {
          params: { path: { alert_id: alertId } },
          body: { agent_version: version },
        }),
      ),
  });
}
