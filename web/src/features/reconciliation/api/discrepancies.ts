/** Discrepancies that were settled, and a person's answer to an open one. */
import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { http, read, type Remedy } from "@/shared/api";

/** All of them, newest first; the open ones are read by `openDiscrepanciesQuery`. */
export const discrepanciesQuery = (limit = 50) =>
  infiniteQueryOptions({
    queryKey: ["discrepancies", "list", limit],
    queryFn: ({ pageParam, signal }) =>
      read(
        http.GET("/api/unify/v1/discrepancies", { params: { query: { limit, cursor: pageParam } }, signal }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((page) => page.items),
  });

export function useResolve() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ discrepancyId, remedy }: { discrepancyId: string; remedy: Remedy }) =>
      read(
        http.POST("/api/unify/v1/discrepancies/{discrepancy_id}/resolve", {
          params: { path: { discrepancy_id: discrepancyId } },
          body: { remedy },
        }),
      ),
    onSettled: () =>
      Promise.all(
        [["discrepancies"], ["positions"], ["orders"]].map((queryKey) =>
          queryClient.invalidateQueries({ queryKey }),
        ),
      ),
  });
}
