/** Open positions, with the live mark and profit laid over what was last read. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { http, read } from "@/shared/api";
import { signOf } from "@/shared/format";
import { useLiveAccount } from "@/shared/live";

export const positionsQuery = () =>
  queryOptions({
    queryKey: ["positions"],
    queryFn: ({ signal }) => read(http.GET("/api/unify/v1/positions", { signal })),
    select: (page) => page.items.filter((position) => signOf(position.quantity) !== 0),
  });

/** The open positions of one account as they stand now. */
export function usePositions(accountId: string | undefined) {
  const query = useQuery(positionsQuery());
  const live = useLiveAccount(accountId);
  const data = useMemo(
    () =>
      query.data
        ?.filter((position) => position.account_id === accountId)
        .map((position) => {
          const now = live?.positions.find((each) => each.symbol === position.symbol);
          return now && now.quantity === position.quantity
            ? { ...position, mark_price: now.mark_price, unrealised_pnl: now.unrealised_pnl }
            : position;
        }),
    [query.data, live, accountId],
  );
  return { ...query, data };
}

function useSettled() {
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ["positions"] }),
      queryClient.invalidateQueries({ queryKey: ["orders"] }),
    ]);
}

export function useClosePosition() {
  return useMutation({
    mutationFn: (body: { account_id: string; symbol: string }) =>
      read(http.POST("/api/unify/v1/positions/close", { body })),
    onSettled: useSettled(),
  });
}

export function useFlatten() {
  return useMutation({
    mutationFn: (accountId: string) =>
      read(http.POST("/api/unify/v1/flatten", { body: { account_id: accountId } })),
    onSettled: useSettled(),
  });
}
