/** How an account's equity went. */
import { queryOptions } from "@tanstack/react-query";
import { http, read } from "@/shared/api";

export type Span = "1h" | "1d" | "1w" | "all";
const HOURS: Record<Span, number | null> = { "1h": 1, "1d": 24, "1w": 168, all: null };

export const equityQuery = (accountId: string | undefined, span: Span) =>
  queryOptions({
    queryKey: ["equity", accountId, span],
    enabled: accountId !== undefined,
    queryFn: ({ signal }) => {
      const hours = HOURS[span];
      const from = hours === null ? undefined : new Date(Date.now() - hours * 3_600_000).toISOString();
      return read(
        http.GET("/api/unify/v1/accounts/{account_id}/equity", {
          params: { path: { account_id: accountId ?? "" }, query: { from } },
          signal,
        }),
      );
    },
    select: (answer) => answer.points,
    refetchInterval: 60_000, // new points come once a minute; between them the live account moves the end of the line
  });
