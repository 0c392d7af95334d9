/** The indicator library, which changes only with the product. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { http, read } from "@/shared/api";
import type { components } from "@/gen/schema";

export type Indicator = components["schemas"]["IndicatorOut"];
export type Param = Indicator["params"][number];

export const libraryQuery = () =>
  queryOptions({
    queryKey: ["indicators"],
    queryFn: ({ signal }) => read(http.GET("/api/unify/v1/indicators", { signal })),
    select: (list) => list.items,
    staleTime: Infinity,
  });

export function useLibrary(): readonly Indicator[] {
  return useQuery(libraryQuery()).data ?? [];
}
