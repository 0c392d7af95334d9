import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Discrepancy } from "@/shared/api";
import { formatDecimal, isDecimal } from "@/shared/format";
import { useAccountLabel } from "@/shared/server";
import {
  Card,
  CardHeader,
  DataTable,
  ExportCsv,
  Moment,
  PanelState,
  ShowOlder,
  StatusWord,
  type Column,
} from "@/shared/ui";
import { discrepanciesQuery } from "../api/discrepancies";

const said = (value: string) => (isDecimal(value) ? formatDecimal(value) : value);

/** What was answered, by whom and when; nothing is ever deleted. */
export function SettledTable() {
  const query = useInfiniteQuery(discrepanciesQuery());
  const settled = { ...query, data: query.data?.filter((each) => each.state !== "open") };
  const accountLabel = useAccountLabel();
  const columns = useMemo<Column<Discrepancy>[]>(
    () => [
      {
        id: "symbol",
        header: "Symbol",
        phone: "title",
        cell: (row) => <span className="font-medium">{row.symbol || "Money"}</span>,
        csv: (row) => row.symbol,
      },
      { id: "kind", header: "About", cell: (row) => row.kind, csv: (row) => row.kind },
      {
        id: "ours",
        header: "Our books",
        numeric: true,
        cell: (row) => said(row.ours),
        csv: (row) => row.ours,
      },
      {
        id: "venue",
        header: "The venue",
        numeric: true,
        cell: (row) => said(row.venue),
        csv: (row) => row.venue,
      },
      {
        id: "state",
        header: "Settled as",
        phone: "aside",
        cell: (row) => <StatusWord status={row.state} />,
        csv: (row) => row.state,
      },
      {
        id: "by",
        header: "By",
        cell: (row) => (row.resolved_by === null ? "both came to agree" : by(row.resolved_by)),
        csv: (row) => row.resolved_by ?? "",
      },
      {
        id: "at",
        header: "Settled",
        cell: (row) => row.resolved_at && <Moment at={row.resolved_at} className="text-ink-soft" />,
        csv: (row) => row.resolved_at ?? "",
      },
      {
        id: "account",
        header: "Account",
        cell: (row) => accountLabel(row.account_id),
        csv: (row) => accountLabel(row.account_id),
      },
    ],
    [accountLabel],
  );
  if (settled.data?.length === 0 && !query.hasNextPage) return null;
  return (
    <Card aria-label="Settled">
      <CardHeader
        title="Settled"
        note="what was answered, and what came right by itself"
        actions={<ExportCsv name="discrepancies" columns={columns} rows={settled.data ?? []} />}
      />
      <PanelState query={settled} what="The settled ones could not be read">
        {(rows) => (
          <DataTable
            caption="Settled discrepancies"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.discrepancy_id}
            footer={<ShowOlder query={query} what="ones" />}
          />
        )}
      </PanelState>
    </Card>
  );
}

/** "user:01a1…" is the trader; anything else is named as it is. */
function by(actor: string): string {
  return actor.startsWith("user:") ? "you" : actor.replaceAll("_", " ");
}
