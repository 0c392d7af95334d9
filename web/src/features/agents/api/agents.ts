/** Agents: their rules, versions, URL and switch. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, read, type Agent, type AgentInput, type AgentSaved, type TestAlert } from "@/shared/api";

export const agentsQuery = () =>
  queryOptions({
    queryKey: ["agents", "list"],
    queryFn: ({ signal }) =>
      read(http.GET("/api/unify/v1/agents", { params: { query: { limit: 200 } }, signal })),
    select: (page) => page.items,
  });

export function useAgents() {
  return useQuery(agentsQuery());
}

const named = (agentId: string) => ({ path: { agent_id: agentId } });

export const agentQuery = (agentId: string) =>
  queryOptions({
    queryKey: ["agents", "one", agentId],
    queryFn: ({ signal }) =>
      read(http.GET("/api/unify/v1/agents/{agent_id}", { params: named(agentId), signal })),
  });

export const agentVersionsQuery = (agentId: string) =>
  queryOptions({
    queryKey: ["agents", "versions", agentId],
    queryFn: ({ signal }) =>
      read(http.GET("/api/unify/v1/agents/{agent_id}/versions", { params: named(agentId), signal })),
    select: (page) => page.items,
  });

function useAgentChanged() {
  const queryClient = useQueryClient();
  return (agent: Agent | AgentSaved) => {
    queryClient.setQueryData(agentQuery(agent.agent_id).queryKey, agent);
    return queryClient.invalidateQueries({ queryKey: ["agents"] });
  };
}

export function useSaveAgent(agentId?: string) {
  const onSuccess = useAgentChanged();
  return useMutation({
    mutationFn: (body: AgentInput) =>
      agentId
        ? read(http.PUT("/api/unify/v1/agents/{agent_id}", { params: named(agentId), body }))
        : read(http.POST("/api/unify/v1/agents", { body })),
    onSuccess,
  });
}

/** Pause, resume, or give the agent a new URL. */
export function useMoveAgent(agentId: string) {
  const onSuccess = useAgentChanged();
  const params = named(agentId);
  return useMutation({
    mutationFn: (move: "pause" | "resume" | "rotate-token") => {
      switch (move) {
        case "pause":
          return read(http.POST("/api/unify/v1/agents/{agent_id}/pause", { params }));
        case "resume":
          return read(http.POST("/api/unify/v1/agents/{agent_id}/resume", { params }));
        case "rotate-token":
          return read(http.POST("/api/unify/v1/agents/{agent_id}/rotate-token", { params }));
      }
    },
    onSuccess,
  });
}

export function useDeleteAgent(agentId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => read(http.DELETE("/api/unify/v1/agents/{agent_id}", { params: named(agentId) })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["agents", "list"] }),
  });
}

/** Send a real alert through the whole path. */
export function useTestAgent(agentId: string) {
  return useMutation({
    mutationFn: (body: TestAlert) =>
      read(http.POST("/api/unify/v1/agents/{agent_id}/test", { params: named(agentId), body })),
  });
}

/** The key of the signed webhook, asked for only when someone wants to see it. */
export function useSigningSecret(agentId: string) {
  return useMutation({
    mutationFn: () =>
      read(http.GET("/api/unify/v1/agents/{agent_id}/signing-secret", { params: named(agentId) })),
  });
}
