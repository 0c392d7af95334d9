import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Database } from "lucide-react";
import { dataKey, dataQuery } from "@/shared/research/choices";
import { Card, EmptyState, PageTitle, PanelState, Skeleton } from "@/shared/ui";
import { runQuery, useAskRun } from "../api/runs";
import { draftOf, freshDraft, type RunDraft } from "../components/run-draft";
import { RunForm } from "../components/run-form";

const route = getRouteApi("/framed/backtests/new");

export function BacktestNewPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const data = useQuery(dataQuery());
  const again = useQuery({ ...runQuery(search.like ?? ""), enabled: search.like !== undefined });
  const ask = useAskRun();
  const isWaiting = search.like !== undefined && again.isPending;
  return (
    <div className="mx-auto max-w-4xl">
      <PageTitle
        title="Run a backtest"
        purpose="A strategy on past prices, filled by TradingView's rules, with your costs."
      />
      <PanelState
        query={data}
        what="The bars that are kept could not be read"
        loading={<Skeleton className="h-96" />}
        isEmpty={(sets) => sets.length === 0}
        empty={
          <Card>
            <EmptyState icon={Database} title="No bars are kept yet">
              <p>
                Bring past prices first, on the machine that runs Tradewright. From a file or from an
                exchange:
              </p>
              <pre className="mt-3 overflow-x-auto rounded-control bg-sunken p-3 text-left font-mono text-xs">
                tradewright data import bars.csv{"\n"}tradewright data fetch --help
              </pre>
            </EmptyState>
          </Card>
        }
      >
        {(sets) =>
          isWaiting ? (
            <Skeleton className="h-96" />
          ) : (
            <RunForm
              initial={{
                ...initial(search),
                ...(again.data && draftOf(again.data)),
                ...only(sets.map(dataKey), again.data !== undefined),
              }}
              sets={sets}
              busy={ask.isPending}
              error={ask.error}
              onAsk={(input, refuse) =>
                ask.mutate(input, {
                  onSuccess: (run) =>
                    void navigate({ to: "/backtests/$runId", params: { runId: run.run_id } }),
                  onError: refuse,
                })
              }
            />
          )
        }
      </PanelState>
    </div>
  );
}

interface Asked {
  strategy?: string | undefined;
  version?: string | undefined;
  guru?: string | undefined;
}

function initial({ strategy, version, guru }: Asked): RunDraft {
  return {
    ...freshDraft,
    kind: guru ? "guru" : "strategy",
    strategyId: strategy ?? "",
    version: version ?? "",
    guru: guru ?? "",
  };
}

/** With one kept series there is nothing to choose. */
function only(keys: readonly string[], isChosen: boolean): Partial<RunDraft> {
  return keys.length === 1 && !isChosen && keys[0] ? { data: keys[0] } : {};
}
