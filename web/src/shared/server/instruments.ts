/** What can be traded, with its grid of prices and quantities. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { http, read } from "@/shared/api";
import { decimalsOf } from "@/shared/format";

export const instrumentsQuery = () =>
  queryOptions({
    queryKey: ["instruments"],
    queryFn: ({ signal }) =>
      read(http.GET("/api/unify/v1/instruments", { params: { query: { limit: 200 } }, signal })),
    select: (page) => page.items,
    staleTime: 60 * 60_000,
  });

const FOUND_MAX = 50; // more than anybody reads; another letter finds the rest

/** What the account's own venue trades, by the first letters of a symbol or a word of a name. */
export const accountInstrumentsQuery = (accountId: string, words: string) =>
  queryOptions({
    queryKey: ["instruments", accountId, words],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/instruments", {
          params: { query: { account_id: accountId, q: words || null, limit: FOUND_MAX } },
          signal,
        }),
      ),
    select: (page) => page.items,
    enabled: accountId !== "",
    staleTime: 60 * 60_000,
  });

/** The one called exactly so at the account's own venue. */
export function useAccountInstrument(accountId: string, symbol: string | undefined) {
  const found = useQuery(accountInstrumentsQuery(symbol ? accountId : "", symbol ?? ""));
  return found.data?.find((each) => each.symbol === symbol);
}

export function useInstruments() {
  return useQuery(instrumentsQuery());
}

export interface Grid {
  price: number | undefined;
  quantity: number | undefined;
}

/** How many decimals the prices and quantities of a symbol have, so that a column of one symbol lines up. */
export function useGrid(): (symbol: string) => Grid {
  const { data } = useInstruments();
  return (symbol) => {
    const found = data?.find((instrument) => instrument.symbol === symbol);
    return found
      ? { price: decimalsOf(found.tick), quantity: decimalsOf(found.lot_step) }
      : { price: undefined, quantity: undefined };
  };
}
