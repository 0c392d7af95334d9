import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ListOrdered } from "lucide-react";
import { useMemo } from "react";
import { useGrid } from "@/shared/server";
import { DataTable, EmptyState, PanelState } from "@/shared/ui";
import { ordersQuery } from "../api/orders";
import { orderColumns } from "./order-columns";

const SHOWN = 8;

/** The latest orders of one account, for the dashboard. */
export function RecentOrders({ accountId }: { accountId: string | undefined }) {
  const navigate = useNavigate();
  const query = useInfiniteQuery({
    ...ordersQuery({ account_id: accountId }, SHOWN),
    enabled: accountId !== undefined,
  });
  const grid = useGrid();
  const columns = useMemo(() => orderColumns(grid, { compact: true }), [grid]);
  return (
    <PanelState
      query={query}
      what="The orders could not be read"
      isEmpty={(rows) => rows.length === 0}
      empty={
        <EmptyState icon={ListOrdered} title="No orders yet">
          Every order an alert makes is listed here from the instant it is decided.
        </EmptyState>
      }
    >
      {(rows) => (
        <DataTable
          caption="Latest orders"
          columns={columns}
          rows={rows.slice(0, SHOWN)}
          rowKey={(order) => order.order_id}
          onOpen={(order) => void navigate({ to: "/orders/$orderId", params: { orderId: order.order_id } })}
        />
      )}
    </PanelState>
  );
}
