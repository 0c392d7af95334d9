import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Receipt } from "lucide-react";
import { useMemo } from "react";
import type { Execution } from "@/shared/api";
import { compareDecimals } from "@/shared/format";
import { useAccountLabel, useGrid } from "@/shared/server";
import {
  Card,
  CardHeader,
  DataTable,
  EmptyState,
  ExportCsv,
  Figure,
  Moment,
  PanelState,
  ShowOlder,
  SideWord,
  useColumnChoice,
  type Column,
} from "@/shared/ui";
import { executionsQuery } from "../api/executions";

const HIDDEN_AT_FIRST = ["venue-execution-id", "venue-order-id"];

export function ExecutionsPage() {
  const navigate = useNavigate();
  const query = useInfiniteQuery(executionsQuery());
  const grid = useGrid();
  const accountLabel = useAccountLabel();
  const columns = useMemo<Column<Execution>[]>(
    () => [
      {
        id: "at",
        header: "Time",
        cell: (e) => <Moment at={e.occurred_at} className="text-ink-soft" />,
        compare: (a, b) => a.occurred_at.localeCompare(b.occurred_at),
        csv: (e) => e.occurred_at,
      },
      {
        id: "symbol",
        header: "Symbol",
        phone: "title",
        cell: (e) => <span className="font-medium">{e.symbol}</span>,
        compare: (a, b) => a.symbol.localeCompare(b.symbol),
        csv: (e) => e.symbol,
      },
      {
        id: "side",
        header: "Side",
        phone: "title",
        cell: (e) => <SideWord side={e.side} />,
        csv: (e) => e.side,
      },
      {
        id: "quantity",
        header: "Quantity",
        numeric: true,
        cell: (e) => <Figure value={e.quantity} {...grid(e).quantity} />,
        compare: (a, b) => compareDecimals(a.quantity, b.quantity),
        csv: (e) => e.quantity,
      },
      {
        id: "price",
        header: "Price",
        numeric: true,
        cell: (e) => <Figure value={e.price} {...grid(e).price} />,
        csv: (e) => e.price,
      },
      {
        id: "fee",
        header: "Fee",
        numeric: true,
        cell: (e) => <Figure value={e.fee} decimals={2} />,
        csv: (e) => e.fee,
      },
      {
        id: "realised",
        header: "Realised",
        numeric: true,
        phone: "aside",
        cell: (e) => <Figure value={e.realised} decimals={2} pnl />,
        compare: (a, b) => compareDecimals(a.realised, b.realised),
        csv: (e) => e.realised,
      },
      {
        id: "account",
        header: "Account",
        cell: (e) => accountLabel(e.account_id),
        csv: (e) => accountLabel(e.account_id),
      },
      {
        id: "venue-execution-id",
        header: "Venue's execution id",
        phone: "hide",
        className: "max-w-40 truncate font-mono text-xs",
        cell: (e) => e.venue_execution_id,
        csv: (e) => e.venue_execution_id,
      },
      {
        id: "venue-order-id",
        header: "Venue's order id",
        phone: "hide",
        className: "max-w-40 truncate font-mono text-xs",
        cell: (e) => e.venue_order_id,
        csv: (e) => e.venue_order_id,
      },
    ],
    [grid, accountLabel],
  );
  const { shown, menu } = useColumnChoice("executions", columns, HIDDEN_AT_FIRST);
  return (
    <Card aria-label="Executions">
      <CardHeader
        title="Executions"
        note="each fill the venue told us, all accounts"
        actions={
          <>
            {menu}
            <ExportCsv name="executions" columns={columns} rows={query.data ?? []} />
          </>
        }
      />
      <PanelState
        query={query}
        what="The executions could not be read"
        isEmpty={(rows) => rows.length === 0}
        empty={
          <EmptyState icon={Receipt} title="No executions yet">
            An order may fill in several parts; each part is one line here, with its price and fee.
          </EmptyState>
        }
      >
        {(rows) => (
          <DataTable
            caption="Executions"
            columns={shown}
            rows={rows}
            rowKey={(execution) => execution.execution_id}
            onOpen={(execution) => {
              if (execution.order_id)
                void navigate({ to: "/orders/$orderId", params: { orderId: execution.order_id } });
            }}
            footer={<ShowOlder query={query} what="executions" />}
          />
        )}
      </PanelState>
    </Card>
  );
}
