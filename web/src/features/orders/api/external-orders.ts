/** Orders that stand at a venue without us: placed by hand there, by another program, or by the venue itself. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { http, read } from "@/shared/api";

export const externalOrdersQuery = (limit = 50) =>
  infiniteQueryOptions({
    queryKey: ["external-orders", limit],
    queryFn: ({ pageParam, signal }) =>
      read(
        http.GET("/api/unify/v1/orders/external", {
          params: { query: { limit, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((page) => page.items),
  });
