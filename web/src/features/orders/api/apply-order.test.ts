import { QueryClient, type InfiniteData } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import type { Order } from "@/shared/api";
import { anOrder } from "@/shared/testing/documents";
import { applyOrder, withOrder } from "./apply-order";
import { ordersQuery } from "./orders";

type Pages = InfiniteData<{ items: Order[]; next_cursor: string | null }>;

const at = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, "0")}:00Z`;
const numbered = (number: number, change: Partial<Order> = {}) =>
  anOrder({ order_id: `order-${number}`, created_at: at(number), updated_at: at(number), ...change });
const pagesOf = (...pages: Order[][]): Pages => ({
  pages: pages.map((items, i) => ({ items, next_cursor: i < pages.length - 1 ? `after-${i}` : null })),
  pageParams: pages.map((_, i) => (i ? `after-${i - 1}` : null)),
});
const idsOf = (pages: Pages) => pages.pages.flatMap(({ items }) => items.map((each) => each.order_id));

describe("an order that changed", () => {
  it("moves in its own page and leaves every other page the object it was", () => {
    const before = pagesOf([numbered(4), numbered(3)], [numbered(2), numbered(1)]);

    const after = withOrder(before, {}, numbered(2, { state: "filled", updated_at: at(9) }));

    expect(after.pages[1]?.items[0]?.state).toBe("filled");
    expect(after.pages[0]).toBe(before.pages[0]);
    expect(after.pages[1]?.items[1]).toBe(before.pages[1]?.items[1]);
  });

  it("leaves a list whose filter no longer wants it, and enters one that now does", () => {
    const filled = numbered(2, { state: "filled", updated_at: at(9) });

    const open = withOrder(pagesOf([numbered(3), numbered(2), numbered(1)]), { state: "open" }, filled);
    const done = withOrder(pagesOf([numbered(3), numbered(1)]), { state: "filled" }, filled);

    expect(idsOf(open)).toEqual(["order-3", "order-1"]);
    expect(idsOf(done)).toEqual(["order-3", "order-2", "order-1"]);
  });

  it("is not set back by an event that comes late", () => {
    const before = pagesOf([numbered(1, { state: "filled", updated_at: at(9) })]);

    const after = withOrder(before, {}, numbered(1, { state: "unknown", updated_at: at(5) }));

    expect(after.pages[0]?.items[0]?.state).toBe("filled");
  });
});

describe("an order that is new", () => {
  it("stands first, and only in the lists of its account and symbol", () => {
    const before = pagesOf([numbered(1)]);
    const order = numbered(5);

    expect(idsOf(withOrder(before, {}, order))).toEqual(["order-5", "order-1"]);
    expect(withOrder(before, { account_id: "another" }, order)).toBe(before);
    expect(withOrder(before, { symbol: "ELSE" }, order)).toBe(before);
  });

  it("waits beyond the last page when it is older than all that was read", () => {
    const before = pagesOf([numbered(9)], []);
    const more = { ...before, pages: before.pages.slice(0, 1) };

    expect(withOrder(more, {}, numbered(1))).toBe(more);
    expect(idsOf(withOrder(pagesOf([numbered(9)]), {}, numbered(1)))).toEqual(["order-9", "order-1"]);
    expect(idsOf(withOrder(pagesOf([]), {}, numbered(1)))).toEqual(["order-1"]);
  });
});

describe("a list that is being read", () => {
  it("holds the event though the answer under way is older than it", async () => {
    const client = new QueryClient();
    const { queryKey } = ordersQuery();
    client.setQueryData(queryKey, pagesOf([numbered(1, { state: "working" })]));
    let answer: (answered: { items: Order[]; next_cursor: null }) => void = () => undefined;
    const reading = client.fetchInfiniteQuery({
      queryKey,
      queryFn: () => new Promise<{ items: Order[]; next_cursor: null }>((resolve) => (answer = resolve)),
      initialPageParam: null,
      getNextPageParam: () => null,
    });
    const stateNow = () => client.getQueryData<Pages>(queryKey)?.pages[0]?.items[0]?.state;

    applyOrder(client, numbered(1, { state: "filled", updated_at: at(9) }));
    expect(stateNow()).toBe("filled");
    answer({ items: [numbered(1, { state: "working" })], next_cursor: null });
    await reading;
    await Promise.resolve();

    expect(stateNow()).toBe("filled");
  });
});
