import { useInfiniteQuery } from "@tanstack/react-query";
import { Download, ShieldCheck } from "lucide-react";
import { useState } from "react";
import {
  Button,
  Card,
  CardBody,
  CardHeader,
  CopyButton,
  DataTable,
  EmptyState,
  Field,
  Input,
  Moment,
  PanelState,
  ShowOlder,
  type Column,
} from "@/shared/ui";
import { auditQuery, exportAddress, type AuditRecord } from "../api/audit";
import { subjectOf, whatOf, whoOf } from "../components/audit-words";

const columns: Column<AuditRecord>[] = [
  {
    id: "number",
    header: "Link",
    numeric: true,
    cell: (record) => record.number,
    csv: (record) => String(record.number),
  },
  {
    id: "at",
    header: "When",
    phone: "aside",
    cell: (record) => <Moment at={record.at} className="text-ink-soft" />,
    csv: (record) => record.at,
  },
  { id: "who", header: "Who", cell: whoOf, csv: whoOf },
  {
    id: "what",
    header: "What",
    phone: "title",
    cell: (record) => <span className="font-medium">{whatOf(record)}</span>,
    csv: whatOf,
  },
  {
    id: "subject",
    header: "Of",
    className: "max-w-48 truncate font-mono text-xs",
    cell: (record) => <span title={subjectOf(record)}>{subjectOf(record)}</span>,
    csv: subjectOf,
  },
  {
    id: "hash",
    header: "Hash",
    className: "font-mono text-xs text-ink-soft",
    cell: (record) => <span title={record.hash}>{record.hash.slice(0, 12)}</span>,
    csv: (record) => record.hash,
  },
];

const DAY_MS = 86_400_000;
const utcDay = (at: number) => new Date(at).toISOString().slice(0, 10);

/** Everything done in the trader's name and every step of their orders, in the chain that proves it unaltered. */
export function AuditPage() {
  const [from, setFrom] = useState(() => utcDay(Date.now() - 30 * DAY_MS));
  const [to, setTo] = useState(() => utcDay(Date.now()));
  const query = useInfiniteQuery(auditQuery({ from: from || undefined, to: to || undefined }));
  const canExport = from !== "" && to !== "" && from <= to;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Card aria-label="Proof">
        <CardHeader title="Your audit" note="nobody can change it afterwards unnoticed" />
        <CardBody className="grid gap-4 text-sm">
          <p className="max-w-prose">
            Each act in your name and each step of your orders is a link: it holds the hash of what happened
            and of the link before it. At the end of each UTC day the last link is signed. The exported file
            holds all that is needed to verify it, on any machine, without us:
          </p>
          <p className="flex items-center gap-2">
            <code className="overflow-x-auto rounded-control border border-line bg-sunken px-2 py-1 font-mono text-xs">
              {verifyCommand(from, to)}
            </code>
            <CopyButton text={verifyCommand(from, to)} what="command" />
          </p>
          <p className="max-w-prose text-ink-soft">
            Verifying computes every hash and signature anew and names the first row that was altered, removed
            or put in. It proves that the past was not changed, not that it was true when it was written. What
            is not signed yet, today, is proved by its chain alone.
          </p>
          <div className="flex flex-wrap items-end gap-3">
            <Field label="First day (UTC)">
              {(control) => (
                <Input
                  {...control}
                  type="date"
                  value={from}
                  onChange={(event) => setFrom(event.target.value)}
                />
              )}
            </Field>
            <Field label="Last day (UTC)">
              {(control) => (
                <Input {...control} type="date" value={to} onChange={(event) => setTo(event.target.value)} />
              )}
            </Field>
            {canExport ? (
              <Button asChild>
                <a href={exportAddress(from, to)} download>
                  <Download aria-hidden /> Export for a dispute
                </a>
              </Button>
            ) : (
              <p className="text-xs text-ink-soft">Choose both days to export; at most 100 days at once.</p>
            )}
          </div>
        </CardBody>
      </Card>
      <Card aria-label="Links">
        <CardHeader title="Links" note="newest first" />
        <PanelState
          query={query}
          what="The audit could not be read"
          isEmpty={(rows) => rows.length === 0}
          empty={
            <EmptyState icon={ShieldCheck} title="Nothing in these days">
              Choose earlier days above.
            </EmptyState>
          }
        >
          {(rows) => (
            <DataTable
              caption="Links"
              columns={columns}
              rows={rows}
              rowKey={(record) => String(record.number)}
              footer={<ShowOlder query={query} what="links" />}
            />
          )}
        </PanelState>
      </Card>
    </div>
  );
}

function verifyCommand(from: string, to: string): string {
  return `tradewright audit verify audit-${from}-${to}.jsonl`;
}
