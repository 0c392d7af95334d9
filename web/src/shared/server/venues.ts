/** What the venues can do, so that a form offers only what will be taken. */
import { queryOptions } from "@tanstack/react-query";
import { http, read } from "@/shared/api";

export const venuesQuery = () =>
  queryOptions({
    queryKey: ["venues"],
    queryFn: ({ signal }) => read(http.GET("/api/unify/v1/venues", { signal })),
    select: (page) => page.items,
    staleTime: 60 * 60_000,
  });
