import { useInfiniteQuery } from "@tanstack/react-query";
import { Landmark } from "lucide-react";
import { useMemo } from "react";
import type { ExternalOrder } from "@/shared/api";
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
  StatusWord,
  type Column,
} from "@/shared/ui";
import { externalOrdersQuery } from "../api/external-orders";
import { IdText } from "../components/id-text";
import { typeWord } from "../components/order-columns";

/** What others ordered in the same accounts; it counts in risk like our own. */
export function ExternalOrdersPage() {
  const query = useInfiniteQuery(externalOrdersQuery());
  const grid = useGrid();
  const accountLabel = useAccountLabel();
  const columns = useMemo<Column<ExternalOrder>[]>(
    () => [
      {
        id: "at",
        header: "First seen",
        cell: (row) => <Moment at={row.first_seen_at} className="text-ink-soft" />,
        compare: (a, b) => a.first_seen_at.localeCompare(b.first_seen_at),
        csv: (row) => row.first_seen_at,
      },
      {
        id: "symbol",
        header: "Symbol",
        phone: "title",
        cell: (row) => <span className="font-medium">{row.symbol}</span>,
        compare: (a, b) => a.symbol.localeCompare(b.symbol),
        csv: (row) => row.symbol,
      },
      {
        id: "side",
        header: "Side",
        phone: "title",
        cell: (row) => <SideWord side={row.side} />,
        csv: (row) => row.side,
      },
      {
        id: "type",
        header: "Type",
        cell: (row) => (row.order_type ? typeWord(row.order_type) : "known by its fills"),
        csv: (row) => row.order_type ?? "",
      },
      {
        id: "filled",
        header: "Filled",
        numeric: true,
        cell: (row) => <Figure value={row.filled_quantity} {...grid(row).quantity} />,
        csv: (row) => row.filled_quantity,
      },
      {
        id: "quantity",
        header: "Quantity",
        numeric: true,
        cell: (row) => <Figure value={row.quantity} {...grid(row).quantity} />,
        compare: (a, b) => compareDecimals(a.quantity, b.quantity),
        csv: (row) => row.quantity,
      },
      {
        id: "state",
        header: "State",
        phone: "aside",
        cell: (row) => <StatusWord status={row.state} />,
        csv: (row) => row.state,
      },
      {
        id: "venue-id",
        header: "Venue's id",
        phone: "wide",
        className: "max-w-48",
        cell: (row) => <IdText text={row.venue_order_id} what="the venue's order id" />,
        csv: (row) => row.venue_order_id,
      },
      {
        id: "account",
        header: "Account",
        cell: (row) => accountLabel(row.account_id),
        csv: (row) => accountLabel(row.account_id),
      },
    ],
    [grid, accountLabel],
  );
  return (
    <Card aria-label="Orders at the venue">
      <CardHeader
        title="Orders at the venue"
        note="placed without us, all accounts"
        actions={<ExportCsv name="external-orders" columns={columns} rows={query.data ?? []} />}
      />
      <PanelState
        query={query}
        what="The orders at the venue could not be read"
        isEmpty={(rows) => rows.length === 0}
        empty={
          <EmptyState icon={Landmark} title="Nobody else trades in your accounts">
            What you order by hand at a linked venue, or through another program, shows here within a minute.
            We never change it, and your limits count it.
          </EmptyState>
        }
      >
        {(rows) => (
          <DataTable
            caption="Orders at the venue"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.external_order_id}
            footer={<ShowOlder query={query} what="ones" />}
          />
        )}
      </PanelState>
    </Card>
  );
}
