import { useQuery } from "@tanstack/react-query";
import { ListX } from "lucide-react";
import { formatDecimal } from "@/shared/format";
import { Card, CardHeader, DataTable, EmptyState, PanelState, type Column } from "@/shared/ui";
import { trialsQuery, type OptimisationDetail, type Trial } from "../api/optimisations";
import { Adopt } from "./adopt";
import { figureNumber, figureTitle, inputsWord } from "./search-words";

const SHOWN = ["net_profit_percent", "drawdown_percent", "profit_factor", "trades"] as const;

/** What was tried, the best first. */
export function TrialsCard({ optimisation }: { optimisation: OptimisationDetail }) {
  const query = useQuery(trialsQuery(optimisation.optimisation_id));
  const { objective } = optimisation;
  const columns: Column<Trial>[] = [
    { id: "number", header: "Trial", numeric: true, phone: "title", cell: (trial) => trial.number },
    {
      id: "inputs",
      header: "Inputs",
      phone: "wide",
      cell: (trial) => inputsWord(trial.inputs),
    },
    {
      id: "objective",
      header: figureTitle(objective),
      numeric: true,
      phone: "aside",
      cell: (trial) => <span className="font-semibold">{figureNumber(trial.objective)}</span>,
    },
    ...SHOWN.filter((name) => name !== objective).map((name): Column<Trial> => ({
      id: name,
      header: figureTitle(name),
      numeric: true,
      cell: (trial) => figureNumber(trial.figures[name], name),
      compare: (a, b) => (a.figures[name] ?? -Infinity) - (b.figures[name] ?? -Infinity),
    })),
    {
      id: "plateau",
      header: "Plateau",
      unit: "%",
      numeric: true,
      cell: (trial) =>
        trial.plateau === null ? "–" : formatDecimal(String(trial.plateau * 100), { decimals: 0 }),
      compare: (a, b) => (a.plateau ?? -1) - (b.plateau ?? -1),
    },
  ];
  return (
    <Card aria-labelledby="trials-title">
      <CardHeader id="trials-title" title="Trials" note="the best first, on the bars searched" />
      <PanelState
        query={query}
        what="The trials could not be read"
        isEmpty={(trials) => trials.length === 0}
        empty={
          <EmptyState icon={ListX} title="No trial yet">
            They show here as they are made.
          </EmptyState>
        }
      >
        {(trials) => (
          <div className="max-h-128 overflow-y-auto">
            <DataTable
              caption="Trials"
              columns={columns}
              rows={trials}
              rowKey={(trial) => `${trial.fold}-${trial.number}`}
              actions={(trial) =>
                optimisation.state === "done" && trial.is_feasible ? (
                  <Adopt optimisation={optimisation} trial={trial.number} inputs={trial.inputs} compact />
                ) : null
              }
            />
          </div>
        )}
      </PanelState>
    </Card>
  );
}
