/** Alerts as they were received, refused ones too, and the story of each. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, type Alert, type Page, type Timeline } from "@/shared/api";

export interface AlertFilter {
  outcome?: string | undefined;
  agent_id?: string | undefined;
}

export const alertsQuery = (filter: AlertFilter = {}, limit = 50) =>
  infiniteQueryOptions({
    queryKey: ["alerts", "list", filter, limit],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Alert>>("/alerts", { ...filter, limit, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((page) => page.items),
  });

export const alertQuery = (alertId: string) =>
  queryOptions({
    queryKey: ["alerts", "one", alertId],
    queryFn: ({ signal }) => api.get<Alert>(`/alerts/${encodeURIComponent(alertId)}`, undefined, signal),
  });

export const alertTimelineQuery = (alertId: string) =>
  queryOptions({
    queryKey: ["timeline", "alert", alertId],
    queryFn: ({ signal }) =>
      api.get<Timeline>(`/alerts/${encodeURIComponent(alertId)}/timeline`, undefined, signal),
  });
