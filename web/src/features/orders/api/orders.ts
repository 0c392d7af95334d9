/** Orders: the list, one of them, and taking one back. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { http, read, type Order, type OrderState, type ReplaceInput } from "@/shared/api";

export const PAGE_SIZE = 50;
/** Whoever asks for older ones means to go back far, in few steps. */
export const OLDER_SIZE = 200;

export interface OrderFilter {
  state?: OrderState | "open" | undefined;
  symbol?: string | undefined;
  account_id?: string | undefined;
}

export const ordersQuery = (filter: OrderFilter = {}, limit = PAGE_SIZE) =>
  infiniteQueryOptions({
    queryKey: ["orders", "list", filter, limit],
    queryFn: ({ pageParam, signal }) =>
      read(
        http.GET("/api/unify/v1/orders", {
          params: { query: { ...filter, limit: pageParam ? OLDER_SIZE : limit, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((page) => page.items),
  });

export const orderTimelineQuery = (orderId: string) =>
  queryOptions({
    queryKey: ["timeline", "order", orderId],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/orders/{order_id}/timeline", {
          params: { path: { order_id: orderId } },
          signal,
        }),
      ),
  });

export function useCancelOrder() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (orderId: string) =>
      read(http.POST("/api/unify/v1/orders/{order_id}/cancel", { params: { path: { order_id: orderId } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["orders"] }),
  });
}

/** Ask for another size or other prices of a live order; what is left out stays. */
export function useReplaceOrder() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ orderId, change }: { orderId: string; change: ReplaceInput }) =>
      read(
        http.POST("/api/unify/v1/orders/{order_id}/replace", {
          params: { path: { order_id: orderId } },
          body: change,
        }),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["orders"] }),
  });
}

const LIVE_STATES: ReadonlySet<string> = new Set([
  "held",
  "submitting",
  "unknown",
  "working",
  "partly_filled",
]);

export function isLive(order: Order): boolean {
  return LIVE_STATES.has(order.state);
}
