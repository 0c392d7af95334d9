/** What can be traded, with its grid of prices and quantities. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { http, read } from "@/shared/api";
import { decimalsOf, type DecimalFormat } from "@/shared/format";
import { isLinked, useAccounts } from "./accounts";

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
  price: DecimalFormat;
  /** Of several prices: it lies on no tick. */
  average: DecimalFormat;
  quantity: DecimalFormat;
}

/** What a row of orders, fills or positions says of itself: a symbol means what its account's venue means by it. */
export interface InAccount {
  account_id: string;
  symbol: string;
}

/** A venue's own grid is not read for a list, and the platform's would round its figures wrongly: they are shown as told. */
const AS_TOLD: Grid = {
  price: { minDecimals: 2, maxDecimals: 8 },
  average: { minDecimals: 2, maxSignificant: 7 },
  quantity: {},
};

/** How many decimals the prices and quantities of a symbol have in an account, so that a column lines up. */
export function useGrid(): (of: InAccount) => Grid {
  const { data } = useInstruments();
  const accounts = useAccounts().data;
  return useCallback(
    ({ account_id, symbol }) => {
      const account = accounts?.find((each) => each.account_id === account_id);
      const found = account && isLinked(account) ? null : data?.find((each) => each.symbol === symbol);
      if (!found) return AS_TOLD;
      const price = { decimals: decimalsOf(found.tick) };
      return { price, average: price, quantity: { decimals: decimalsOf(found.lot_step) } };
    },
    [data, accounts],
  );
}
