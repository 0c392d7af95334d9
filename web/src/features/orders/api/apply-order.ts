/** What an event told of an order, put into every cached answer: the row moves at once, and no list is read again for it. */
import type { InfiniteData, Query, QueryClient } from "@tanstack/react-query";
import type { Order } from "@/shared/api";
import { orderQuery } from "@/shared/server";
import { isLive, type OrderFilter } from "./orders";

type Pages = InfiniteData<{ items: Order[]; next_cursor: string | null }>;

export function applyOrder(queryClient: QueryClient, order: Order): void {
  queryClient.setQueryData(orderQuery(order.order_id).queryKey, (before) =>
    // Events tell no evidence; what was read of it stays until it is read again.
    before ? { ...before, ...order, inquiry: order.inquiry ?? before.inquiry } : before,
  );
  for (const list of queryClient.getQueryCache().findAll({ queryKey: ["orders", "list"] })) {
    const filter = list.queryKey[2] as OrderFilter;
    const put = () =>
      queryClient.setQueryData<Pages>(list.queryKey, (before) => before && withOrder(before, filter, order));
    put();
    onceRead(list, put);
  }
}

/** An answer that was under way may be older than the event, and replaces what is put in now: so it is put in again. */
function onceRead(list: Query, put: () => void): void {
  if (list.state.fetchStatus === "idle") return;
  list.promise?.then(put, () => undefined); // a read that failed has replaced nothing
}

/** The pages with the order where it belongs: changed, new at its place, or gone because the filter wants others. */
export function withOrder(before: Pages, filter: OrderFilter, order: Order): Pages {
  const page = before.pages.findIndex(({ items }) => items.some(isSame(order)));
  if (page < 0) return isWanted(order, filter) ? inserted(before, order) : before;
  const known = before.pages[page]?.items.find(isSame(order));
  if (known && Date.parse(known.updated_at) > Date.parse(order.updated_at)) return before;
  return onPage(before, page, (items) =>
    isWanted(order, filter)
      ? items.map((each) => (isSame(order)(each) ? { ...each, ...order } : each))
      : items.filter((each) => !isSame(order)(each)),
  );
}

const isSame = (order: Order) => (each: Order) => each.order_id === order.order_id;

/** As the server filters: `open` is every state in which an order may still fill. */
function isWanted(order: Order, filter: OrderFilter): boolean {
  return (
    (filter.account_id === undefined || filter.account_id === order.account_id) &&
    (filter.symbol === undefined || filter.symbol === order.symbol) &&
    (filter.state === undefined || (filter.state === "open" ? isLive(order) : filter.state === order.state))
  );
}

/** Newest first. What is older than all that was read comes when the trader goes back that far. */
function inserted(before: Pages, order: Order): Pages {
  const isOlder = (each: Order) => Date.parse(each.created_at) <= Date.parse(order.created_at);
  const page = before.pages.findIndex(({ items }) => items.some(isOlder));
  if (page >= 0) return onPage(before, page, (items) => items.toSpliced(items.findIndex(isOlder), 0, order));
  const last = before.pages.length - 1;
  return before.pages[last]?.next_cursor ? before : onPage(before, last, (items) => [...items, order]);
}

/** Pages that hold nothing new stay the same objects, and so do their rows on the screen. */
function onPage(before: Pages, index: number, change: (items: Order[]) => Order[]): Pages {
  return {
    ...before,
    pages: before.pages.map((page, at) => (at === index ? { ...page, items: change(page.items) } : page)),
  };
}
