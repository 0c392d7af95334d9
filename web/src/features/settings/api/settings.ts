/** API keys and broker accounts as the trader manages them. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, read, type AccountInput, type ApiKeyInput } from "@/shared/api";

export const apiKeysQuery = () =>
  queryOptions({
    queryKey: ["api-keys"],
    queryFn: ({ signal }) => read(http.GET("/api/unify/v1/api-keys", { signal })),
    select: (page) => page.items,
  });

export function useApiKeys() {
  return useQuery(apiKeysQuery());
}

/** The answer carries the key itself, this one time. */
export function useCreateApiKey() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: ApiKeyInput) => read(http.POST("/api/unify/v1/api-keys", { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["api-keys"] }),
  });
}

export function useDeleteApiKey() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (apiKeyId: string) =>
      read(
        http.DELETE("/api/unify/v1/api-keys/{api_key_id}", { params: { path: { api_key_id: apiKeyId } } }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["api-keys"] }),
  });
}

export function useCreateAccount() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: AccountInput) => read(http.POST("/api/unify/v1/accounts", { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["accounts"] }),
  });
}

export function useRenameAccount() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ accountId, label }: { accountId: string; label: string }) =>
      read(
        http.PATCH("/api/unify/v1/accounts/{account_id}", {
          params: { path: { account_id: accountId } },
          body: { label },
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["accounts"] }),
  });
}
