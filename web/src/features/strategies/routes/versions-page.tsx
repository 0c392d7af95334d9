import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, FlaskConical, PencilLine } from "lucide-react";
import { useMemo } from "react";
import {
  Badge,
  Button,
  Card,
  CardHeader,
  DataTable,
  Moment,
  NativeSelect,
  PageTitle,
  PanelState,
  type Column,
} from "@/shared/ui";
import { diffQuery, useStrategy, versionsQuery, type VersionSummary } from "../api/strategies";
import { DiffTable } from "../components/diff-table";

const route = getRouteApi("/framed/strategies/$strategyId/versions");

export function VersionsPage() {
  const { strategyId } = route.useParams();
  const strategy = useStrategy(strategyId);
  const versions = useQuery(versionsQuery(strategyId));
  return (
    <>
      <Link
        to="/strategies/$strategyId"
        params={{ strategyId }}
        className="mb-2 inline-flex min-h-6 items-center gap-1.5 text-sm text-ink-soft hover:text-ink"
      >
        <ArrowLeft aria-hidden className="size-4" /> {strategy.data?.name ?? "Strategy"}
      </Link>
      <PageTitle title="Versions" purpose="Each one stays as it was saved. Open one to go on from it." />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-2">
        <Card aria-label="Versions">
          <CardHeader title="Versions" note="newest first" />
          <PanelState query={versions} what="The versions could not be read">
            {(list) => <VersionTable strategyId={strategyId} versions={list} />}
          </PanelState>
        </Card>
        {versions.data && versions.data.length > 1 && (
          <Comparison strategyId={strategyId} versions={versions.data} />
        )}
      </div>
    </>
  );
}

function VersionTable({ strategyId, versions }: { strategyId: string; versions: VersionSummary[] }) {
  const columns = useMemo<Column<VersionSummary>[]>(
    () => [
      {
        id: "number",
        header: "Version",
        phone: "title",
        cell: (one) => <span className="font-medium num">v{one.number}</span>,
      },
      {
        id: "notes",
        header: "Note",
        phone: "wide",
        cell: (one) => (
          <span className="flex flex-wrap items-center gap-2">
            {one.notes || <span className="text-ink-soft">no note</span>}
            {one.has_evidence && <Badge tone="info">from an optimisation</Badge>}
          </span>
        ),
      },
      {
        id: "saved",
        header: "Saved",
        phone: "aside",
        cell: (one) => <Moment at={one.created_at} className="text-ink-soft" />,
      },
    ],
    [],
  );
  return (
    <DataTable
      caption="Versions"
      columns={columns}
      rows={versions}
      rowKey={(one) => String(one.number)}
      actions={(one) => (
        <span className="inline-flex gap-1">
          <Button asChild size="icon-sm" variant="quiet">
            <Link
              to="/strategies/$strategyId"
              params={{ strategyId }}
              search={{ version: one.number }}
              aria-label={`Open version ${one.number} in the builder`}
              title="Open in the builder"
            >
              <PencilLine aria-hidden />
            </Link>
          </Button>
          <Button asChild size="icon-sm" variant="quiet">
            <Link
              to="/backtests/new"
              search={{ strategy: strategyId, version: String(one.number) }}
              aria-label={`Backtest version ${one.number}`}
              title="Backtest"
            >
              <FlaskConical aria-hidden />
            </Link>
          </Button>
        </span>
      )}
    />
  );
}

function Comparison({ strategyId, versions }: { strategyId: string; versions: VersionSummary[] }) {
  const navigate = useNavigate();
  const search = route.useSearch();
  const newest = versions[0]?.number ?? 1;
  const after = search.after ?? newest;
  const before = search.before ?? versions.find((one) => one.number < after)?.number ?? 1;
  const diff = useQuery(diffQuery(strategyId, before, after));
  const show = (next: { before?: number; after?: number }) =>
    void navigate({
      to: "/strategies/$strategyId/versions",
      params: { strategyId },
      search: { before, after, ...next },
      replace: true,
    });
  const select = (label: string, value: number, onPick: (number: number) => void) => (
    <NativeSelect
      aria-label={label}
      className="h-8 w-auto text-xs! sm:text-xs"
      value={value}
      onChange={(event) => onPick(Number(event.target.value))}
    >
      {versions.map((one) => (
        <option key={one.number} value={one.number}>
          v{one.number}
        </option>
      ))}
    </NativeSelect>
  );
  return (
    <Card aria-label="What changed">
      <CardHeader
        title="What changed"
        actions={
          <>
            {select("From version", before, (number) => show({ before: number }))}
            <span className="text-xs text-ink-soft">to</span>
            {select("To version", after, (number) => show({ after: number }))}
          </>
        }
      />
      {before === after ? (
        <p className="px-4 pb-4 text-sm text-ink-soft">Choose two different versions.</p>
      ) : (
        <PanelState query={diff} what="The versions could not be compared">
          {(found) => <DiffTable diff={found} />}
        </PanelState>
      )}
    </Card>
  );
}
