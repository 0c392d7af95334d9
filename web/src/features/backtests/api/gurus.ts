/** Curated strategies that can be run as they are. */
import { queryOptions } from "@tanstack/react-query";
import { http, read } from "@/shared/api";

export const gurusQuery = () =>
  queryOptions({
    queryKey: ["gurus"],
    queryFn: ({ signal }) => read(http.GET("/api/unify/v1/gurus", { signal })),
    select: (list) => list.items,
    staleTime: 60 * 60_000, // they change with releases only
  });
