/** Agents: their rules, versions, URL and switch. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  api,
  type Agent,
  type AgentInput,
  type AgentVersion,
  type AlertReceipt,
  type Page,
} from "@/shared/api";

export const agentsQuery = () =>
  queryOptions({
    queryKey: ["agents", "list"],
    queryFn: ({ signal }) => api.get<Page<Agent>>("/agents", { limit: 200 }, signal),
    select: (page) => page.items,
  });

export function useAgents() {
  return useQuery(agentsQuery());
}

const path = (agentId: string) => `/agents/${encodeURIComponent(agentId)}`;

export const agentQuery = (agentId: string) =>
  queryOptions({
    queryKey: ["agents", "one", agentId],
    queryFn: ({ signal }) => api.get<Agent>(path(agentId), undefined, signal),
  });

export const agentVersionsQuery = (agentId: string) =>
  queryOptions({
    queryKey: ["agents", "versions", agentId],
    queryFn: ({ signal }) =>
      api.get<{ items: AgentVersion[] }>(`${path(agentId)}/versions`, undefined, signal),
    select: (answer) => answer.items,
  });

function useAgentChanged() {
  const queryClient = useQueryClient();
  return (agent: Agent) => {
    queryClient.setQueryData(agentQuery(agent.agent_id).queryKey, agent);
    return queryClient.invalidateQueries({ queryKey: ["agents"] });
  };
}

export function useSaveAgent(agentId?: string) {
  const onSuccess = useAgentChanged();
  return useMutation({
    mutationFn: (input: AgentInput) =>
      agentId ? api.put<Agent>(path(agentId), input) : api.post<Agent>("/agents", input),
    onSuccess,
  });
}

/** Pause, resume, or give the agent a new URL. */
export function useMoveAgent(agentId: string) {
  const onSuccess = useAgentChanged();
  return useMutation({
    mutationFn: (move: "pause" | "resume" | "rotate-token") => api.post<Agent>(`${path(agentId)}/${move}`),
    onSuccess,
  });
}

export function useDeleteAgent(agentId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete(path(agentId)),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["agents", "list"] }),
  });
}

/** Send a real alert through the whole path. */
export function useTestAgent(agentId: string) {
  return useMutation({
    mutationFn: (alert: { symbol?: string; action?: "buy" | "sell" | "exit" }) =>
      api.post<AlertReceipt>(`${path(agentId)}/test`, alert),
  });
}
