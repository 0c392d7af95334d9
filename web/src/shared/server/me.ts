/** Who is signed in. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, read, type TraderChange } from "@/shared/api";

export const meQuery = () =>
  queryOptions({
    queryKey: ["me"],
    queryFn: ({ signal }) => read(http.GET("/api/unify/v1/me", { signal })),
    staleTime: 5 * 60_000,
  });

export function useMe() {
  return useQuery(meQuery());
}

/** The trader's zone for every time on the screen; the browser's own until we know better. */
export function useZone(): string {
  const { data } = useMe();
  return data?.timezone || Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function useChangeMe() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (change: TraderChange) => read(http.PATCH("/api/unify/v1/me", { body: change })),
    onSuccess: (me) => queryClient.setQueryData(meQuery().queryKey, me),
  });
}
