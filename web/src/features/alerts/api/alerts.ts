/** Alerts as they were received, refused ones too, and the story of each. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { http, read, type AlertOutcome } from "@/shared/api";

export interface AlertFilter {
  outcome?: AlertOutcome | undefined;
  agent_id?: string | undefined;
}

export const alertsQuery = (filter: AlertFilter = {}, limit = 50) =>
  infiniteQueryOptions({
    queryKey: ["alerts", "list", filter, limit],
    queryFn: ({ pageParam, signal }) =>
      read(
        http.GET("/api/unify/v1/alerts", {
          params: { query: { ...filter, limit, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((page) => page.items),
  });

export const alertQuery = (alertId: string) =>
  queryOptions({
    queryKey: ["alerts", "one", alertId],
    queryFn: ({ signal }) =>
      read(http.GET("/api/unify/v1/alerts/{alert_id}", { params: { path: { alert_id: alertId } }, signal })),
  });

export const alertTimelineQuery = (alertId: string) =>
  queryOptions({
    queryKey: ["timeline", "alert", alertId],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/alerts/{alert_id}/timeline", {
          params: { path: { alert_id: alertId } },
          signal,
        }),
      ),
  });
