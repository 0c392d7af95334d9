import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Scale, X } from "lucide-react";
import { lazy, Suspense } from "react";
import { Button, Card, CardHeader, EmptyState, Figure, PageTitle, PanelState, Skeleton } from "@/shared/ui";
import { compareQuery, type Compared } from "../api/compare";
import { DifferenceTable, FigureTable } from "../components/compare/compare-tables";
import { letterOf } from "../components/compare/side-by-side";
import { COMPARED_MAX } from "../components/run-columns";
import { dataWord, headlineOf, originWord } from "../components/run-words";

const route = getRouteApi("/framed/backtests/compare");
const OverlayChart = lazy(() =>
  import("../components/compare/overlay-chart").then((m) => ({ default: m.OverlayChart })),
);
const lines = [
  "border-accent",
  "border-down border-dashed",
  "border-unknown",
  "border-warn border-dashed",
  "border-info",
  "border-ok border-dashed",
  "border-ink",
  "border-ink-soft border-dashed",
];

export function ComparePage() {
  const ids = (route.useSearch().runs ?? "").split(",").filter(Boolean).slice(0, COMPARED_MAX);
  const query = useQuery(compareQuery(ids));
  return (
    <>
      <PageTitle
        title="Compare backtests"
        purpose="The same scale for all: what they made, what they risked, and what was asked differently."
        actions={
          <Button asChild>
            <Link to="/backtests">Choose others</Link>
          </Button>
        }
      />
      {ids.length < 2 ? (
        <Card>
          <EmptyState icon={Scale} title="Nothing to compare yet">
            Tick two to {COMPARED_MAX} runs in the list of backtests.
          </EmptyState>
        </Card>
      ) : (
        <PanelState
          query={query}
          what="The backtests could not be compared"
          loading={<Skeleton className="h-160" />}
        >
          {(runs) => (
            <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
              <Card aria-labelledby="growth-title">
                <CardHeader id="growth-title" title="Growth" note="percent of what each began with" />
                <Legend runs={runs} ids={ids} />
                <Suspense fallback={<Skeleton className="mx-4 mb-4 h-96" />}>
                  <OverlayChart runs={runs} />
                </Suspense>
              </Card>
              <FigureTable runs={runs} />
              <DifferenceTable runs={runs} />
            </div>
          )}
        </PanelState>
      )}
    </>
  );
}

function Legend({ runs, ids }: { runs: readonly Compared[]; ids: readonly string[] }) {
  const navigate = useNavigate();
  return (
    <ul aria-label="Runs" className="grid gap-1 px-4 pb-3 text-sm sm:grid-cols-2">
      {runs.map(({ run }, i) => (
        <li key={run.run_id} className="flex min-w-0 items-center gap-2">
          <span aria-hidden className={`w-6 shrink-0 border-t-2 ${lines[i] ?? ""}`} />
          <span className="font-semibold">{letterOf(i)}</span>
          <span className="min-w-0 truncate">
            {run.name} <span className="text-xs text-ink-soft">{originWord(run)}</span> · {dataWord(run)}
          </span>
          <Figure
            value={headlineOf(run, "net_profit_percent")}
            decimals={1}
            unit="%"
            pnl
            className="ml-auto"
          />
          {runs.length > 2 && (
            <Button
              size="icon-sm"
              variant="quiet"
              aria-label={`Leave ${letterOf(i)} out`}
              onClick={() =>
                void navigate({
                  to: "/backtests/compare",
                  search: { runs: ids.filter((id) => id !== run.run_id).join(",") },
                  replace: true,
                })
              }
            >
              <X aria-hidden />
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
