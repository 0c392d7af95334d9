/** API keys and broker accounts as the trader manages them. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Account, type ApiKey, type Page, type PaperConfig } from "@/shared/api";

export const apiKeysQuery = () =>
  queryOptions({
    queryKey: ["api-keys"],
    queryFn: ({ signal }) => api.get<Page<ApiKey>>("/api-keys", { limit: 100 }, signal),
    select: (page) => page.items,
  });

export function useApiKeys() {
  return useQuery(apiKeysQuery());
}

/** The answer carries the key itself, this one time. */
export function useCreateApiKey() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: { name: string; scopes: ApiKey["scopes"] }) =>
      api.post<ApiKey & { key: string }>("/api-keys", input),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["api-keys"] }),
  });
}

export function useDeleteApiKey() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (apiKeyId: string) => api.delete(`/api-keys/${encodeURIComponent(apiKeyId)}`),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["api-keys"] }),
  });
}

export function useCreateAccount() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: { label: string; broker: "paper"; timezone?: string; config: PaperConfig }) =>
      api.post<Account>("/accounts", input),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["accounts"] }),
  });
}

export function useRenameAccount() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ accountId, label }: { accountId: string; label: string }) =>
      api.patch<Account>(`/accounts/${encodeURIComponent(accountId)}`, { label }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["accounts"] }),
  });
}
