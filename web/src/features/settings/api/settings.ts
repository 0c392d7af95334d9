/** API keys as the trader manages them. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, read, type ApiKeyInput } from "@/shared/api";

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
