import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Database } from "lucide-react";
import { dataKey, dataQuery } from "@/shared/research/choices";
import { Card, EmptyState, PageTitle, PanelState, Skeleton } from "@/shared/ui";
import { useAskOptimisation } from "../api/optimisations";
import { freshSearch } from "../components/search-draft";
import { SearchForm } from "../components/search-form";

const route = getRouteApi("/framed/backtests/optimisations/new");

export function OptimisationNewPage() {
  const { strategy = "", version = "" } = route.useSearch();
  const navigate = useNavigate();
  const data = useQuery(dataQuery());
  const ask = useAskOptimisation();
  return (
    <div className="mx-auto max-w-4xl">
      <PageTitle
        title="Search inputs"
        purpose="Try many inputs of a strategy, and test what was found on bars the search has never seen."
      />
      <PanelState
        query={data}
        what="The bars that are kept could not be read"
        loading={<Skeleton className="h-96" />}
        isEmpty={(sets) => sets.length === 0}
        empty={
          <Card>
            <EmptyState icon={Database} title="No bars are kept yet">
              Bring past prices first: run <code>tradewright data import bars.csv</code> on the machine that
              runs Tradewright.
            </EmptyState>
          </Card>
        }
      >
        {(sets) => (
          <SearchForm
            initial={{
              ...freshSearch,
              strategyId: strategy,
              version,
              data: sets.length === 1 && sets[0] ? dataKey(sets[0]) : "",
            }}
            sets={sets}
            busy={ask.isPending}
            error={ask.error}
            onAsk={(input, refuse) =>
              ask.mutate(input, {
                onSuccess: ({ optimisation_id: optimisationId }) =>
                  void navigate({
                    to: "/backtests/optimisations/$optimisationId",
                    params: { optimisationId },
                  }),
                onError: refuse,
              })
            }
          />
        )}
      </PanelState>
    </div>
  );
}
