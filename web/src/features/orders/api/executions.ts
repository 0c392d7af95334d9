/** Executions: each (partial) fill the venue told us. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { http, read } from "@/shared/api";
import { OLDER_SIZE } from "./orders";

export const executionsQuery = (limit = 50) =>
  infiniteQueryOptions({
    queryKey: ["executions", limit],
    queryFn: ({ pageParam, signal }) =>
      read(
        http.GET("/api/unify/v1/executions", {
          params: { query: { limit: pageParam ? OLDER_SIZE : limit, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((page) => page.items),
  });
