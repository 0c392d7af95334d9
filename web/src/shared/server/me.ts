/** Who is signed in. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Trader } from "@/shared/api";

export const meQuery = () =>
  queryOptions({
    queryKey: ["me"],
    queryFn: ({ signal }) => api.get<Trader>("/me", undefined, signal),
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

export interface MeChange {
  display_name?: string;
  timezone?: string;
  preferences?: Record<string, unknown>;
}

export function useChangeMe() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (change: MeChange) => api.patch<Trader>("/me", change),
    onSuccess: (me) => queryClient.setQueryData(meQuery().queryKey, me),
  });
}
