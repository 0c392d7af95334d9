import { compareDecimals } from "@/shared/format";
import { Checkbox, Figure, Moment, type Column } from "@/shared/ui";
import type { Run } from "../api/documents";
import { count, dataWord, headlineOf, originWord } from "./run-words";
import { RunState } from "./run-state";

/** Eight curves are what an eye can still tell apart. */
export const COMPARED_MAX = 8;

interface Choice {
  chosen: ReadonlySet<string>;
  choose: (runId: string, isChosen: boolean) => void;
}

interface FigureColumn {
  name: string;
  header: string;
  unit?: string;
  decimals: number;
  pnl?: boolean;
}

const figures: readonly FigureColumn[] = [
  { name: "net_profit_percent", header: "Net profit", unit: "%", decimals: 2, pnl: true },
  { name: "drawdown_max_percent", header: "Max. drawdown", unit: "%", decimals: 2 },
  { name: "profit_factor", header: "Profit factor", decimals: 2 },
  { name: "percent_profitable", header: "Won", unit: "%", decimals: 1 },
  { name: "sharpe", header: "Sharpe", decimals: 2 },
];

function figureColumn({ name, header, unit, decimals, pnl }: FigureColumn): Column<Run> {
  return {
    id: name,
    header,
    unit,
    numeric: true,
    cell: (run) => <Figure value={headlineOf(run, name)} decimals={decimals} pnl={pnl ?? false} />,
    compare: (a, b) => compareDecimals(headlineOf(a, name) ?? "", headlineOf(b, name) ?? ""),
    csv: (run) => headlineOf(run, name) ?? "",
  };
}

export function runColumns({ chosen, choose }: Choice): Column<Run>[] {
  return [
    {
      id: "choose",
      header: "Compare",
      cell: (run) => {
        const isChosen = chosen.has(run.run_id);
        return (
          <Checkbox
            label={<span className="sr-only">Compare {run.name}</span>}
            checked={isChosen}
            disabled={run.job.state !== "done" || (!isChosen && chosen.size >= COMPARED_MAX)}
            onCheckedChange={(next) => choose(run.run_id, next === true)}
          />
        );
      },
    },
    {
      id: "name",
      header: "Strategy",
      phone: "title",
      cell: (run) => (
        <span className="font-medium">
          {run.name} <span className="text-xs font-normal text-ink-soft">{originWord(run)}</span>
        </span>
      ),
      compare: (a, b) => a.name.localeCompare(b.name),
      csv: (run) => run.name,
    },
    {
      id: "data",
      header: "Data",
      cell: (run) => (
        <>
          {dataWord(run)}
          {run.data.bars !== null && (
            <span className="hidden text-xs text-ink-soft 2xl:inline"> {count(run.data.bars, "bar")}</span>
          )}
        </>
      ),
      compare: (a, b) => dataWord(a).localeCompare(dataWord(b)),
      csv: dataWord,
      className: "whitespace-nowrap",
    },
    ...figures.slice(0, 3).map(figureColumn),
    {
      id: "trades",
      header: "Trades",
      numeric: true,
      cell: (run) => <Figure value={run.trades === null ? null : String(run.trades)} />,
      compare: (a, b) => (a.trades ?? -1) - (b.trades ?? -1),
      csv: (run) => String(run.trades ?? ""),
    },
    ...figures.slice(3).map(figureColumn),
    {
      id: "state",
      header: "State",
      phone: "aside",
      cell: (run) => <RunState job={run.job} />,
      compare: (a, b) => a.job.state.localeCompare(b.job.state),
      csv: (run) => run.job.state,
    },
    {
      id: "asked",
      header: "Asked",
      cell: (run) => <Moment at={run.created_at} className="text-ink-soft" />,
      compare: (a, b) => a.created_at.localeCompare(b.created_at),
      csv: (run) => run.created_at,
    },
  ];
}
