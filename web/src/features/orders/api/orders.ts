/** Orders: the list, one of them, and taking one back. */
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from "@tanstack/react-query";
import { api, type Order, type Page, type Timeline } from "@/shared/api";

export const PAGE_SIZE = 50;

export interface OrderFilter {
  state?: string | undefined;
  symbol?: string | undefined;
  account_id?: string | undefined;
}

export const ordersQuery = (filter: OrderFilter = {}, limit = PAGE_SIZE) =>
  infiniteQueryOptions({
    queryKey: ["orders", "list", filter, limit],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Order>>("/orders", { ...filter, limit, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((page) => page.items),
  });

export const orderQuery = (orderId: string) =>
  queryOptions({
    queryKey: ["orders", "one", orderId],
    queryFn: ({ signal }) => api.get<Order>(`/orders/${encodeURIComponent(orderId)}`, undefined, signal),
  });

export const orderTimelineQuery = (orderId: string) =>
  queryOptions({
    queryKey: ["timeline", "order", orderId],
    queryFn: ({ signal }) =>
      api.get<Timeline>(`/orders/${encodeURIComponent(orderId)}/timeline`, undefined, signal),
  });

export function useCancelOrder() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (orderId: string) => api.post<unknown>(`/orders/${encodeURIComponent(orderId)}/cancel`),
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

/** Put what an event told into every cached answer that holds the order, so that the row moves before any refetch. */
export function applyOrder(queryClient: QueryClient, order: Order): void {
  queryClient.setQueryData(orderQuery(order.order_id).queryKey, (before) =>
    before ? { ...before, ...order } : before,
  );
  queryClient.setQueriesData<InfiniteData<Page<Order>>>({ queryKey: ["orders", "list"] }, (before) => {
    if (!before?.pages.some((page) => page.items.some((each) => each.order_id === order.order_id)))
      return before;
    const replace = (each: Order) => (each.order_id === order.order_id ? { ...each, ...order } : each);
    return { ...before, pages: before.pages.map((page) => ({ ...page, items: page.items.map(replace) })) };
  });
}
