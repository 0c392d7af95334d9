import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { SlidersHorizontal } from "lucide-react";
import { isUnderWay } from "@/shared/research/job";
import { ProgressBar } from "@/shared/research/progress-bar";
import {
  Badge,
  Button,
  Card,
  CardHeader,
  DataTable,
  EmptyState,
  Moment,
  PanelState,
  StatusWord,
  type Column,
} from "@/shared/ui";
import { optimisationsQuery, type Optimisation } from "../api/optimisations";
import { OptimisationActions } from "../components/optimisation-actions";
import { figureNumber, methods, objectives, shortWord } from "../components/search-words";

const columns: readonly Column<Optimisation>[] = [
  {
    id: "strategy",
    header: "Strategy",
    phone: "title",
    cell: (each) => (
      <span className="font-medium">
        {each.strategy.name}{" "}
        <span className="text-xs font-normal text-ink-soft">version {each.strategy.version}</span>
      </span>
    ),
    compare: (a, b) => a.strategy.name.localeCompare(b.strategy.name),
  },
  {
    id: "data",
    header: "Data",
    className: "whitespace-nowrap",
    cell: (each) => `${each.data.symbol} · ${each.data.timeframe}`,
  },
  {
    id: "search",
    header: "Search",
    cell: (each) => (
      <>
        {shortWord(methods, String(each.search["method"]))}{" "}
        <span className="text-ink-soft">for {shortWord(objectives, each.objective).toLowerCase()}</span>
      </>
    ),
  },
  {
    id: "trials",
    header: "Trials",
    numeric: true,
    cell: (each) => <span className="num">{each.trials_done}</span>,
    compare: (a, b) => a.trials_done - b.trials_done,
  },
  {
    id: "best",
    header: "Best",
    numeric: true,
    cell: (each) => <span className="num">{figureNumber(each.best?.objective)}</span>,
    compare: (a, b) => (a.best?.objective ?? -Infinity) - (b.best?.objective ?? -Infinity),
  },
  {
    id: "test",
    header: "Unseen",
    numeric: true,
    cell: (each) => <span className="num">{figureNumber(each.best?.test?.[each.objective])}</span>,
  },
  {
    id: "verdict",
    header: "Verdict",
    cell: (each) =>
      each.verdict && (
        <Badge tone={each.verdict.is_noise ? "warn" : "ok"}>
          {each.verdict.is_noise ? "Noise" : "Holds so far"}
        </Badge>
      ),
  },
  {
    id: "state",
    header: "State",
    phone: "aside",
    cell: (each) => (
      <span className="inline-flex items-center gap-2">
        <StatusWord status={each.state} />
        {isUnderWay(each.job) && (
          <ProgressBar share={each.job.progress} label="Progress of the search" className="w-16" />
        )}
      </span>
    ),
  },
  {
    id: "asked",
    header: "Asked",
    cell: (each) => <Moment at={each.created_at} className="text-ink-soft" />,
    compare: (a, b) => a.created_at.localeCompare(b.created_at),
  },
];

export function OptimisationListPage() {
  const navigate = useNavigate();
  const query = useQuery(optimisationsQuery());
  return (
    <Card aria-label="Searches">
      <CardHeader title="Searches" note="newest first" />
      <PanelState
        query={query}
        what="The searches could not be read"
        isEmpty={(items) => items.length === 0}
        empty={
          <EmptyState
            icon={SlidersHorizontal}
            title="No search yet"
            action={
              <Button asChild variant="primary">
                <Link to="/backtests/optimisations/new">Search inputs</Link>
              </Button>
            }
          >
            A search tries many inputs of one strategy, keeps bars back for a test, and says plainly when what
            it found is noise.
          </EmptyState>
        }
      >
        {(items) => (
          <DataTable
            caption="Searches"
            columns={columns}
            rows={items}
            rowKey={(each) => each.optimisation_id}
            onOpen={(each) =>
              void navigate({
                to: "/backtests/optimisations/$optimisationId",
                params: { optimisationId: each.optimisation_id },
              })
            }
            actions={(each) => <OptimisationActions optimisation={each} compact />}
          />
        )}
      </PanelState>
    </Card>
  );
}
