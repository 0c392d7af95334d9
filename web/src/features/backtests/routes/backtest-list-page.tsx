import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { FlaskRound } from "lucide-react";
import { useMemo, useState } from "react";
import {
  Button,
  Card,
  CardHeader,
  DataTable,
  EmptyState,
  ExportCsv,
  PanelState,
  ShowOlder,
} from "@/shared/ui";
import { runsQuery } from "../api/runs";
import { RunActions } from "../components/run-actions";
import { RunFilters } from "../components/run-filters";
import { COMPARED_MAX, runColumns } from "../components/run-columns";

const route = getRouteApi("/framed/backtests/");

export function BacktestListPage() {
  const filter = route.useSearch();
  const navigate = useNavigate();
  const query = useInfiniteQuery(runsQuery(filter));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const columns = useMemo(
    () =>
      runColumns({
        chosen,
        choose: (runId, isChosen) =>
          setChosen((before) => {
            const next = new Set(before);
            if (isChosen) next.add(runId);
            else next.delete(runId);
            return next;
          }),
      }),
    [chosen],
  );
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <Card aria-label="Backtests">
      <CardHeader
        title="Backtests"
        note="newest first"
        actions={<ExportCsv name="backtests" columns={columns} rows={query.data ?? []} />}
      />
      <div className="flex flex-wrap items-center justify-between gap-2 px-4 pb-3">
        <RunFilters
          filter={filter}
          onChange={(search) => void navigate({ to: "/backtests", search, replace: true })}
        />
        <CompareChosen chosen={chosen} onClear={() => setChosen(new Set())} />
      </div>
      <PanelState
        query={query}
        what="The backtests could not be read"
        isEmpty={(runs) => runs.length === 0}
        empty={
          <EmptyState
            icon={FlaskRound}
            title={isFiltered ? "No backtest matches" : "No backtests yet"}
            action={
              <Button asChild variant="primary">
                <Link to="/backtests/new">Run a backtest</Link>
              </Button>
            }
          >
            {isFiltered
              ? "Choose another strategy or symbol above."
              : "Run a strategy of your own, or one of the gurus', on past prices: every run is kept here with its figures, so that you can compare them."}
          </EmptyState>
        }
      >
        {(runs) => (
          <DataTable
            caption="Backtests"
            columns={columns}
            rows={runs}
            rowKey={(run) => run.run_id}
            onOpen={(run) => void navigate({ to: "/backtests/$runId", params: { runId: run.run_id } })}
            actions={(run) => <RunActions run={run} compact />}
            footer={<ShowOlder query={query} what="backtests" />}
          />
        )}
      </PanelState>
    </Card>
  );
}

function CompareChosen({ chosen, onClear }: { chosen: ReadonlySet<string>; onClear: () => void }) {
  const navigate = useNavigate();
  const isReady = chosen.size >= 2;
  return (
    <div className="flex items-center gap-2">
      <p role="status" className="text-xs text-ink-soft">
        {chosen.size === 0
          ? `Tick 2 to ${COMPARED_MAX} to compare`
          : isReady
            ? `${chosen.size} chosen`
            : "Tick one more to compare"}
      </p>
      {chosen.size > 0 && (
        <Button size="sm" variant="quiet" onClick={onClear}>
          Clear
        </Button>
      )}
      <Button
        size="sm"
        variant={isReady ? "primary" : "secondary"}
        disabled={!isReady}
        onClick={() => void navigate({ to: "/backtests/compare", search: { runs: [...chosen].join(",") } })}
      >
        Compare
      </Button>
    </div>
  );
}
