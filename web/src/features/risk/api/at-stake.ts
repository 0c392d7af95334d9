/** What a press of the kill switch would touch: positions held and orders that are alive, of every account. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { http, read, type Order, type Position } from "@/shared/api";
import { signOf } from "@/shared/format";

const ORDERS_MAX = 100;
const FRESH_EVERY_MS = 10_000;

/** Under the keys of orders and positions, so that their events keep these fresh too. */
export const positionsQuery = () =>
  queryOptions({
    queryKey: ["positions", "every-account"],
    queryFn: ({ signal }) => read(http.GET("/api/unify/v1/positions", { signal })),
    select: (page) => page.items.filter((each) => signOf(each.quantity) !== 0),
    refetchInterval: FRESH_EVERY_MS,
  });

const openOrdersQuery = () =>
  queryOptions({
    queryKey: ["orders", "every-account"],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/orders", {
          params: { query: { state: "open", limit: ORDERS_MAX } },
          signal,
        }),
      ),
  });

export interface AtStake {
  positions: number;
  orders: number;
  entries: number;
  /** There are more orders than were read. */
  isMore: boolean;
}

export function countAtStake(
  positions: readonly Position[],
  orders: readonly Order[],
  accountId: string | undefined,
  isMore = false,
): AtStake {
  const isOf = (each: { account_id: string }) => accountId === undefined || each.account_id === accountId;
  const alive = orders.filter(isOf);
  return {
    positions: positions.filter(isOf).length,
    orders: alive.length,
    entries: alive.filter((order) => !order.reduce_only && order.leg.startsWith("entry")).length,
    isMore,
  };
}

/** The same for one account, or for all of them; undefined until it is known. */
export function useAtStake(accountId: string | undefined): AtStake | undefined {
  const positions = useQuery(positionsQuery());
  const orders = useQuery(openOrdersQuery());
  if (!positions.data || !orders.data) return undefined;
  return countAtStake(positions.data, orders.data.items, accountId, orders.data.next_cursor !== null);
}
