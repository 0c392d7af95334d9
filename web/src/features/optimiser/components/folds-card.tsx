import { useQuery } from "@tanstack/react-query";
import { Footprints } from "lucide-react";
import { formatDecimal } from "@/shared/format";
import { Card, CardHeader, DataTable, EmptyState, PanelState } from "@/shared/ui";
import { foldsQuery, type FoldList, type OptimisationDetail } from "../api/optimisations";
import { efficiencyOf, foldPoints, spanOfPoints, type FoldPoint } from "./fold-scatter";
import { figureNumber, figureTitle, inputsWord } from "./search-words";

const day = (iso: string) => iso.slice(0, 10);

/** Walk-forward step by step: what each search promised, and what the bars after it gave. */
export function FoldsCard({ optimisation }: { optimisation: OptimisationDetail }) {
  const query = useQuery(foldsQuery(optimisation.optimisation_id));
  const { objective } = optimisation;
  return (
    <Card aria-labelledby="folds-title" className="overflow-hidden">
      <CardHeader id="folds-title" title="Walk forward" note={figureTitle(objective)} />
      <PanelState
        query={query}
        what="The steps could not be read"
        isEmpty={(folds) => folds.items.length === 0}
        empty={
          <EmptyState icon={Footprints} title="No step is finished yet">
            Each step searches a stretch of bars and trades the next one unseen.
          </EmptyState>
        }
      >
        {(folds) => (
          <div className="grid items-start gap-4 lg:grid-cols-[20rem_minmax(0,1fr)]">
            <Scatter points={foldPoints(folds.items, objective)} objective={objective} />
            <Steps folds={folds.items} objective={objective} />
          </div>
        )}
      </PanelState>
    </Card>
  );
}

function Steps({ folds, objective }: { folds: FoldList["items"]; objective: string }) {
  return (
    <DataTable
      caption="Steps of walk-forward"
      rows={folds}
      rowKey={(fold) => String(fold.number)}
      columns={[
        { id: "number", header: "Step", phone: "title", cell: (fold) => fold.number },
        {
          id: "test",
          header: "Traded unseen",
          cell: (fold) => (
            <span className="num">
              {day(fold.test.from)} – {day(fold.test.to)}
            </span>
          ),
        },
        {
          id: "train-figure",
          header: "Searched",
          numeric: true,
          cell: (fold) => <span className="num">{figureNumber(fold.train.figures?.[objective])}</span>,
        },
        {
          id: "test-figure",
          header: "Unseen",
          numeric: true,
          phone: "aside",
          cell: (fold) => (
            <span className="font-semibold num">{figureNumber(fold.test.figures?.[objective])}</span>
          ),
        },
        {
          id: "trades",
          header: "Trades",
          numeric: true,
          cell: (fold) => (
            <span className="num">{figureNumber(fold.test.figures?.["trades"], "trades")}</span>
          ),
        },
        {
          id: "inputs",
          header: "Inputs",
          phone: "wide",
          cell: (fold) => (
            <span className="text-xs text-ink-soft">
              {fold.inputs ? inputsWord(fold.inputs) : "nothing met the conditions"}
            </span>
          ),
        },
      ]}
    />
  );
}

const SIZE = 300;

function Scatter({ points, objective }: { points: readonly FoldPoint[]; objective: string }) {
  const [low, high] = spanOfPoints(points);
  const at = (value: number) => ((value - low) / (high - low)) * SIZE;
  const kept = efficiencyOf(points);
  return (
    <figure className="px-4 pb-4">
      <svg
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        role="img"
        aria-label={`${figureTitle(objective)} on bars searched (across) against bars unseen (up), one point a step. The table has the same figures.`}
        className="w-full border-b border-l border-line-strong text-[11px]"
      >
        <path d={`M0 ${SIZE}L${SIZE} 0`} className="stroke-line-strong" strokeDasharray="4 4" />
        <path
          d={`M0 ${SIZE - at(0)}H${SIZE}M${at(0)} 0V${SIZE}`}
          className="stroke-line-strong"
          strokeWidth={1}
        />
        {points.map((point) => (
          <g key={point.number}>
            <circle
              cx={at(point.train)}
              cy={SIZE - at(point.test)}
              r={9}
              className={point.test >= 0 ? "fill-up-soft stroke-up" : "fill-down-soft stroke-down"}
            />
            <text x={at(point.train)} y={SIZE - at(point.test) + 4} textAnchor="middle" className="fill-ink">
              {point.number}
            </text>
          </g>
        ))}
      </svg>
      <figcaption className="mt-2 text-xs text-ink-soft">
        Across: as searched; up: unseen. On the dashed line a step kept all it promised.
        {kept !== null &&
          ` Together they kept ${formatDecimal(String(kept * 100), { decimals: 0 })} % of the promise.`}
      </figcaption>
    </figure>
  );
}
