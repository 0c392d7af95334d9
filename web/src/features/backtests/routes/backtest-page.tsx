import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Download, RotateCcw } from "lucide-react";
import { lazy, Suspense } from "react";
import { isUnderWay } from "@/shared/research/job";
import { Button, Dropdown, DropdownItem, PageTitle, PanelState, ProblemNotice, Skeleton } from "@/shared/ui";
import type { Report, Run } from "../api/documents";
import { download, reportQuery } from "../api/report";
import { runQuery } from "../api/runs";
import { EquityPanel } from "../components/report/equity-panel";
import { KeyFigures } from "../components/report/key-figures";
import { MonthlyHeatMap } from "../components/report/monthly-heat-map";
import { ProvenanceCard } from "../components/report/provenance-card";
import { RunWaiting } from "../components/report/run-waiting";
import { ViewTabs, type View } from "../components/report/view-tabs";
import { RunActions } from "../components/run-actions";
import { dataWord, originWord } from "../components/run-words";

const route = getRouteApi("/framed/backtests/$runId");
const TradesView = lazy(() =>
  import("../components/trades/trades-view").then((m) => ({ default: m.TradesView })),
);
const FiguresView = lazy(() =>
  import("../components/report/figures-view").then((m) => ({ default: m.FiguresView })),
);
const PatternsView = lazy(() =>
  import("../components/report/patterns-view").then((m) => ({ default: m.PatternsView })),
);
const LuckView = lazy(() => import("../components/report/luck-view").then((m) => ({ default: m.LuckView })));

export function BacktestPage() {
  const { runId } = route.useParams();
  const { view, trade } = route.useSearch();
  const query = useQuery(runQuery(runId));
  const report = useQuery({ ...reportQuery(runId), enabled: query.data?.has_report === true });
  if (!query.data) {
    return (
      <>
        <PageTitle title="Backtest" />
        {query.error ? (
          <ProblemNotice error={query.error} what="The backtest could not be read" />
        ) : (
          <Skeleton className="h-96" />
        )}
      </>
    );
  }
  const run = query.data;
  return (
    <>
      <Head run={run} />
      {run.has_report ? (
        <PanelState
          query={report}
          what="The report could not be read"
          loading={<Skeleton className="h-160" />}
        >
          {(document) => <ReportView run={run} report={document} view={view} trade={trade} />}
        </PanelState>
      ) : (
        <RunWaiting run={run} />
      )}
    </>
  );
}

interface ReportViewProps {
  run: Run;
  report: Report;
  view: View | undefined;
  trade: number | undefined;
}

function ReportView({ run, report, view, trade }: ReportViewProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <ViewTabs runId={run.run_id} view={view} />
      <Suspense fallback={<Skeleton className="h-160" />}>
        {view === "trades" ? (
          <TradesView run={run} report={report} selected={trade} />
        ) : view === "figures" ? (
          <FiguresView report={report} />
        ) : view === "patterns" ? (
          <PatternsView report={report} />
        ) : view === "luck" ? (
          <LuckView report={report} />
        ) : (
          <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
            <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
              <KeyFigures report={report} />
              <EquityPanel report={report} />
              <MonthlyHeatMap report={report} />
            </div>
            <ProvenanceCard report={report} />
          </div>
        )}
      </Suspense>
    </div>
  );
}

function Head({ run }: { run: Run }) {
  const navigate = useNavigate();
  return (
    <PageTitle
      title={run.name}
      purpose={
        <>
          {originWord(run)} · {dataWord(run)}
          {run.note && <span className="block">{run.note}</span>}
        </>
      }
      actions={
        <>
          {run.has_report && <Downloads runId={run.run_id} />}
          {!isUnderWay(run.job) && (
            <Button asChild>
              <Link to="/backtests/new" search={{ like: run.run_id }}>
                <RotateCcw aria-hidden /> Run again
              </Link>
            </Button>
          )}
          <RunActions run={run} onDeleted={() => void navigate({ to: "/backtests" })} />
        </>
      }
    />
  );
}

const files = [
  ["report.html", "Report as a page", "report.html"],
  ["trades.csv", "Trades as CSV", "trades.csv"],
  ["report", "Everything as JSON", "report.json"],
] as const;

function Downloads({ runId }: { runId: string }) {
  return (
    <Dropdown
      label="Download"
      trigger={
        <Button>
          <Download aria-hidden /> Download
        </Button>
      }
    >
      {files.map(([file, label, name]) => (
        <DropdownItem key={file} asChild>
          <a href={download(runId, file)} download={`${runId}-${name}`}>
            {label}
          </a>
        </DropdownItem>
      ))}
    </Dropdown>
  );
}
