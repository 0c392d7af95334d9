import { LineChart, Table2 } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { Button, Card, CardHeader, DataTable, Figure, Segmented, Skeleton, Switch } from "@/shared/ui";
import type { Report } from "../../api/documents";
import { dayWord } from "../run-words";
import { curvesOf, type Span } from "./curves";

const EquityHistoryChart = lazy(() =>
  import("./equity-history-chart").then((m) => ({ default: m.EquityHistoryChart })),
);

const spans = [
  { value: "all", label: "All" },
  { value: "1y", label: "1 year" },
  { value: "6m", label: "6 mo" },
  { value: "3m", label: "3 mo" },
  { value: "1m", label: "1 mo" },
] as const satisfies readonly { value: Span; label: string }[];
const scales = [
  { value: "linear", label: "Linear" },
  { value: "log", label: "Log" },
] as const;

/** The equity curve with its drawdown, beside what buying and holding would have made; or the same by month. */
export function EquityPanel({ report }: { report: Report }) {
  const curves = useMemo(() => curvesOf(report.equity), [report]);
  const [span, setSpan] = useState<Span>("all");
  const [scale, setScale] = useState<"linear" | "log">("linear");
  const [hasBenchmark, setBenchmark] = useState(true);
  const [isTable, setTable] = useState(false);
  return (
    <Card aria-labelledby="equity-title">
      <CardHeader
        id="equity-title"
        title="Equity and drawdown"
        note={report.equity.points < report.equity.bars ? "every bar counts; some are drawn" : undefined}
        actions={
          <Button
            size="icon-sm"
            variant="quiet"
            aria-label={isTable ? "Show as a chart" : "Show as a table"}
            onClick={() => setTable(!isTable)}
          >
            {isTable ? <LineChart aria-hidden /> : <Table2 aria-hidden />}
          </Button>
        }
      />
      {isTable ? (
        <MonthEnds report={report} />
      ) : (
        <>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 pb-3">
            <Segmented label="Time shown" size="sm" value={span} options={spans} onChange={setSpan} />
            {curves.canBeLog && (
              <Segmented label="Scale" size="sm" value={scale} options={scales} onChange={setScale} />
            )}
            <div className="flex items-center gap-2 text-xs">
              <Switch id="benchmark" checked={hasBenchmark} onCheckedChange={setBenchmark} />
              <label htmlFor="benchmark">Buy and hold</label>
            </div>
          </div>
          <Suspense fallback={<Skeleton className="mx-4 mb-4 h-96" />}>
            <EquityHistoryChart
              curves={curves}
              isLog={curves.canBeLog && scale === "log"}
              hasBenchmark={hasBenchmark}
              span={span}
            />
          </Suspense>
        </>
      )}
    </Card>
  );
}

function MonthEnds({ report }: { report: Report }) {
  return (
    <div className="max-h-112 overflow-y-auto">
      <DataTable
        caption="Equity at the end of each month"
        rows={[...report.monthly].reverse()}
        rowKey={(month) => month.period}
        columns={[
          {
            id: "period",
            header: "Month",
            phone: "title",
            cell: (month) => dayWord(`${month.period}-01T00:00:00Z`).replace(/^1 /, ""),
          },
          {
            id: "equity",
            header: "Equity",
            numeric: true,
            phone: "aside",
            cell: (month) => <Figure value={month.equity} decimals={2} />,
          },
          {
            id: "profit",
            header: "Profit",
            numeric: true,
            cell: (month) => <Figure value={month.profit} decimals={2} pnl />,
          },
          {
            id: "return",
            header: "Return",
            unit: "%",
            numeric: true,
            cell: (month) => <Figure value={month.return_percent} decimals={2} pnl />,
          },
        ]}
      />
    </div>
  );
}
