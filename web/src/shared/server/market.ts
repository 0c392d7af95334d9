/** Candles and quotes: the Market page, the order ticket and the playground draw from the same answers. */
import { queryOptions } from "@tanstack/react-query";
import { http, read } from "@/shared/api";

export const TIMEFRAME = "1m";
const BARS_SHOWN = 300;

/** One-minute candles of the platform's market; with a linked account those of its own venue, the last one still forming. */
export const barsQuery = (symbol: string, accountId?: string) =>
  queryOptions({
    queryKey: ["bars", symbol, TIMEFRAME, accountId ?? ""],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/bars", {
          params: {
            query: {
              symbol,
              timeframe: TIMEFRAME,
              limit: BARS_SHOWN,
              ...(accountId && { account_id: accountId }),
            },
          },
          signal,
        }),
      ),
    select: (answer) => answer.items,
    enabled: symbol !== "",
    refetchInterval: 60_000, // a bar closes each minute; quotes draw the present one in between
  });

export const quotesQuery = () =>
  queryOptions({
    queryKey: ["quotes"],
    queryFn: ({ signal }) => read(http.GET("/api/unify/v1/quotes", { signal })),
    select: (answer) => answer.items,
    staleTime: 5_000,
  });
