/** What an opposite signal does under each rule: the server's own table, the same that decides. */
import { queryOptions } from "@tanstack/react-query";
import { http, read } from "@/shared/api";

export const oppositeTableQuery = () =>
  queryOptions({
    queryKey: ["opposite-table"],
    queryFn: ({ signal }) => read(http.GET("/api/unify/v1/agents/opposite-table", { signal })),
    select: (table) => table.items,
    staleTime: 60 * 60_000,
  });
