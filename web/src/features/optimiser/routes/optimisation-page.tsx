import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { formatDecimal } from "@/shared/format";
import { isUnderWay } from "@/shared/research/job";
import { Card, CardBody, CardHeader, DefinitionList, PageTitle, ProblemNotice, Skeleton } from "@/shared/ui";
import { optimisationQuery, type OptimisationDetail } from "../api/optimisations";
import { Adopt } from "../components/adopt";
import { FoldsCard } from "../components/folds-card";
import { OptimisationActions } from "../components/optimisation-actions";
import { ParameterMap } from "../components/parameter-map";
import { SearchProgress } from "../components/search-progress";
import { figureNumber, figureTitle, methods, shortWord, splits } from "../components/search-words";
import { TrainTest } from "../components/train-test";
import { TrialsCard } from "../components/trials-card";
import { VerdictCard } from "../components/verdict-card";

const route = getRouteApi("/framed/backtests/optimisations/$optimisationId");

export function OptimisationPage() {
  const { optimisationId } = route.useParams();
  const navigate = useNavigate();
  const { data, error } = useQuery(optimisationQuery(optimisationId));
  if (!data) {
    return (
      <>
        <PageTitle title="Search" />
        {error ? (
          <ProblemNotice error={error} what="The search could not be read" />
        ) : (
          <Skeleton className="h-96" />
        )}
      </>
    );
  }
  const { best, job } = data;
  return (
    <>
      <PageTitle
        title={data.strategy.name}
        purpose={
          <>
            Search of version {data.strategy.version} on {data.data.symbol} · {data.data.timeframe}
            {data.note && <span className="block">{data.note}</span>}
          </>
        }
        actions={
          <>
            {best && job.state === "done" && <Adopt optimisation={data} trial={null} inputs={best.inputs} />}
            <OptimisationActions
              optimisation={data}
              onDeleted={() => void navigate({ to: "/backtests/optimisations" })}
            />
          </>
        }
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <SearchProgress optimisation={data} />
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
            <VerdictCard optimisation={data} />
            <TrainTest optimisation={data} />
            <ParameterMap key={String(isUnderWay(job))} optimisation={data} />
          </div>
          <Asked optimisation={data} />
        </div>
        {data.split["kind"] === "walk_forward" && <FoldsCard optimisation={data} />}
        <TrialsCard optimisation={data} />
      </div>
    </>
  );
}

/** What was asked, and what was spent on it. */
function Asked({ optimisation }: { optimisation: OptimisationDetail }) {
  const { search, split, objective, best, trials_done, trials_ever } = optimisation;
  const ranges = Object.entries(optimisation.ranges as Record<string, Record<string, unknown>>);
  return (
    <Card aria-labelledby="asked-title">
      <CardHeader id="asked-title" title="What was asked" />
      <CardBody>
        <DefinitionList
          items={[
            ["Better is more", figureTitle(objective)],
            ["Best found", figureNumber(best?.objective)],
            ["Method", shortWord(methods, String(search["method"]))],
            ["Trials", formatDecimal(String(trials_done))],
            ["Ever on this strategy", formatDecimal(String(trials_ever))],
            ["Test", shortWord(splits, String(split["kind"]))],
            ["Seed", plain(search["seed"])],
            ...ranges.map(([name, range]) => [name, rangeWord(range)] as const),
            ...optimisation.constraints.map(
              (each) => ["Only with", constraintWord(each as Record<string, unknown>)] as const,
            ),
          ]}
        />
      </CardBody>
    </Card>
  );
}

const plain = (value: unknown) =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

function rangeWord(range: Record<string, unknown>): string {
  if (Array.isArray(range["options"])) return range["options"].map(plain).join(", ");
  const step = plain(range["step"]);
  return `${plain(range["min"])} to ${plain(range["max"])}${step && `, by ${step}`}`;
}

function constraintWord(each: Record<string, unknown>): string {
  if (each["expression"]) return plain(each["expression"]);
  const bounds = [
    each["at_least"] !== undefined && each["at_least"] !== null && `at least ${plain(each["at_least"])}`,
    each["at_most"] !== undefined && each["at_most"] !== null && `at most ${plain(each["at_most"])}`,
  ].filter(Boolean);
  return `${figureTitle(plain(each["figure"])).toLowerCase()} ${bounds.join(", ")}`;
}
