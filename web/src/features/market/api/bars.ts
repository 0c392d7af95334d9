/** Candles of a symbol. */
import { queryOptions } from "@tanstack/react-query";
import { api, type Bar, type Page, type Quote } from "@/shared/api";

export const TIMEFRAME = "1m";
const BARS_SHOWN = 300;

export const barsQuery = (symbol: string) =>
  queryOptions({
    queryKey: ["bars", symbol, TIMEFRAME],
    queryFn: ({ signal }) =>
      api.get<Page<Bar>>("/bars", { symbol, timeframe: TIMEFRAME, limit: BARS_SHOWN }, signal),
    select: (answer) => answer.items,
    enabled: symbol !== "",
    refetchInterval: 60_000, // a bar closes each minute; quotes draw the present one in between
  });

export const quotesQuery = () =>
  queryOptions({
    queryKey: ["quotes"],
    queryFn: ({ signal }) => api.get<Page<Quote>>("/quotes", undefined, signal),
    select: (answer) => answer.items,
    staleTime: 5_000,
  });
