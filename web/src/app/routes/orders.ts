/** Orders with the ticket, positions, executions, and what stands at the venue. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { OrderState } from "@/shared/api";
import { framed } from "./root";
import { oneOf, text } from "./search";

const ORDER_STATES = [
  "open",
  "held",
  "submitting",
  "unknown",
  "working",
  "partly_filled",
  "filled",
  "cancelled",
  "rejected",
  "expired",
  "not_placed",
] as const satisfies readonly (OrderState | "open")[];

const orders = createRoute({
  getParentRoute: () => framed,
  path: "/orders",
  component: lazyRouteComponent(() => import("@/features/orders/routes/orders-layout"), "OrdersLayout"),
});

const orderList = createRoute({
  getParentRoute: () => orders,
  id: "list",
  validateSearch: (
    search: Record<string, unknown>,
  ): { state?: OrderState | "open" | undefined; symbol?: string | undefined } => ({
    state: oneOf(ORDER_STATES, search["state"]),
    symbol: text(search["symbol"]),
  }),
  component: lazyRouteComponent(() => import("@/features/orders/routes/order-list-page"), "OrderListPage"),
});

const orderListIndex = createRoute({ getParentRoute: () => orderList, path: "/", component: () => null });

/** The ticket by address, so that a link or a bookmark can open it with a symbol filled in. */
const orderNew = createRoute({
  getParentRoute: () => orderList,
  path: "/new",
  component: lazyRouteComponent(() => import("@/features/orders/routes/order-new-page"), "OrderNewPage"),
});

const orderDetail = createRoute({
  getParentRoute: () => orderList,
  path: "/$orderId",
  component: lazyRouteComponent(
    () => import("@/features/orders/routes/order-detail-page"),
    "OrderDetailPage",
  ),
});

const positions = createRoute({
  getParentRoute: () => orders,
  path: "/positions",
  component: lazyRouteComponent(() => import("@/features/orders/routes/positions-page"), "PositionsPage"),
});

const discrepancies = createRoute({
  getParentRoute: () => orders,
  path: "/discrepancies",
  component: lazyRouteComponent(
    () => import("@/features/reconciliation/routes/discrepancies-page"),
    "DiscrepanciesPage",
  ),
});

const atVenue = createRoute({
  getParentRoute: () => orders,
  path: "/at-venue",
  component: lazyRouteComponent(
    () => import("@/features/orders/routes/external-orders-page"),
    "ExternalOrdersPage",
  ),
});

const executions = createRoute({
  getParentRoute: () => orders,
  path: "/executions",
  component: lazyRouteComponent(() => import("@/features/orders/routes/executions-page"), "ExecutionsPage"),
});

export const orderPlaces = [
  orders.addChildren([
    orderList.addChildren([orderListIndex, orderNew, orderDetail]),
    positions,
    executions,
    atVenue,
    discrepancies,
  ]),
] as const;
