/** How many discrepancies between our books and the venues wait for a person: the rail, the tabs and the inbox agree on it. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { http, read } from "@/shared/api";

const SHOWN_MAX = 100; // an inbox with more than this is one incident, not a hundred questions

export const openDiscrepanciesQuery = () =>
  queryOptions({
    queryKey: ["discrepancies", "open"],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/discrepancies", {
          params: { query: { state: "open", limit: SHOWN_MAX } },
          signal,
        }),
      ),
    select: (page) => page.items,
  });

export function useOpenDiscrepancies(): number {
  return useQuery(openDiscrepanciesQuery()).data?.length ?? 0;
}
