import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { ListOrdered } from "lucide-react";
import { useMemo } from "react";
import { useAccountLabel, useCurrentAccount, useGrid } from "@/shared/server";
import {
  Card,
  CardHeader,
  DataTable,
  EmptyState,
  ExportCsv,
  PanelState,
  Segmented,
  ShowOlder,
  useColumnChoice,
} from "@/shared/ui";
import { ordersQuery } from "../api/orders";
import { CancelOrder } from "../components/cancel-order";
import { orderColumns } from "../components/order-columns";

const route = getRouteApi("/framed/orders/list");

const states = [
  { value: "all", label: "All" },
  { value: "open", label: "Open" },
  { value: "filled", label: "Filled" },
  { value: "cancelled", label: "Cancelled" },
  { value: "rejected", label: "Rejected" },
  { value: "unknown", label: "Unknown" },
] as const;

/** The ids stand in an order's detail; who looks for them in the list switches them on. */
const HIDDEN_AT_FIRST = ["account", "client-id", "venue-id"];

export function OrderListPage() {
  const { state, symbol } = route.useSearch();
  const navigate = useNavigate();
  const selected = useParams({ strict: false }).orderId;
  const account = useCurrentAccount();
  const query = useInfiniteQuery({
    ...ordersQuery({ state, symbol, account_id: account?.account_id }),
    enabled: account !== undefined,
  });
  const grid = useGrid();
  const accountLabel = useAccountLabel();
  const columns = useMemo(() => orderColumns(grid, { compact: false, accountLabel }), [grid, accountLabel]);
  const { shown, menu } = useColumnChoice("orders", columns, HIDDEN_AT_FIRST);
  const chosen = states.find((each) => each.value === state)?.value ?? "all";

  return (
    <Card aria-label="Orders">
      <CardHeader
        title="Orders"
        note={account?.label}
        actions={
          <>
            {menu}
            <ExportCsv name="orders" columns={columns} rows={query.data ?? []} />
          </>
        }
      />
      <div className="px-4 pb-3">
        <Segmented
          label="Show orders that are"
          size="sm"
          value={chosen}
          options={states}
          onChange={(next) =>
            void navigate({
              to: "/orders",
              search: { state: next === "all" ? undefined : next, symbol },
              replace: true,
            })
          }
        />
      </div>
      <PanelState
        query={query}
        what="The orders could not be read"
        isEmpty={(rows) => rows.length === 0}
        empty={
          <EmptyState icon={ListOrdered} title={state ? "No order is in this state" : "No orders yet"}>
            {state
              ? "Choose another state above, or another account."
              : "Send an alert to one of your agents: its order shows here within a second, filled or denied, with the reason."}
          </EmptyState>
        }
      >
        {(rows) => (
          <DataTable
            caption="Orders"
            columns={shown}
            rows={rows}
            rowKey={(order) => order.order_id}
            selectedKey={selected}
            onOpen={(order) =>
              void navigate({
                to: "/orders/$orderId",
                params: { orderId: order.order_id },
                search: { state, symbol },
              })
            }
            actions={(order) => <CancelOrder order={order} />}
            footer={<ShowOlder query={query} what="orders" />}
          />
        )}
      </PanelState>
      <Outlet />
    </Card>
  );
}
