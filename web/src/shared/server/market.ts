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

const VENUE_ASKED_EVERY_MS = 3_000; // each is a request to the venue, and nobody reads faster

/** The quote of one symbol at a linked account's own venue, asked again while somebody looks at it. */
export const venueQuoteQuery = (accountId: string, symbol: string) =>
  queryOptions({
    queryKey: ["quotes", accountId, symbol],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/quotes", {
          params: { query: { symbols: symbol, account_id: accountId } },
          signal,
        }),
      ),
    select: (answer) => answer.items.find((quote) => quote.symbol === symbol) ?? null,
    enabled: accountId !== "" && symbol !== "",
    refetchInterval: VENUE_ASKED_EVERY_MS,
    retry: false,
    gcTime: 0, // an old price must not greet who comes back
  });
