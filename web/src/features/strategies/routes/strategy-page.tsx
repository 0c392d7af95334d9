import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Ellipsis, FlaskRound, History, Trash2 } from "lucide-react";
import { useState } from "react";
import {
  Button,
  Dropdown,
  DropdownItem,
  DropdownSeparator,
  Notice,
  ProblemNotice,
  Skeleton,
} from "@/shared/ui";
import { strategyQuery, versionQuery, type StrategyDetail } from "../api/strategies";
import { BuilderPage } from "../components/builder-page";
import { DeleteStrategy } from "../components/delete-strategy";
import { render } from "../document/edit";
import type { Json } from "../document/json";
import { BackToStrategies } from "./strategy-new-page";

const route = getRouteApi("/framed/strategies/$strategyId");

export function StrategyPage() {
  const { strategyId } = route.useParams();
  const { version } = route.useSearch();
  const strategy = useQuery(strategyQuery(strategyId));
  const wanted = version === strategy.data?.version_number ? undefined : version;
  const older = useQuery({ ...versionQuery(strategyId, wanted ?? 1), enabled: wanted !== undefined });
  const isReady = strategy.data && (wanted === undefined || older.data);
  if (strategy.data && isReady) {
    const document = wanted === undefined ? null : older.data?.document;
    return (
      <Loaded
        key={`${strategyId}/${wanted ?? ""}`}
        strategy={strategy.data}
        older={document ? { version: wanted ?? 1, document } : null}
      />
    );
  }
  const error = strategy.error ?? older.error;
  return (
    <>
      <BackToStrategies />
      {error ? (
        <ProblemNotice
          error={error}
          what="The strategy could not be read"
          onRetry={() => void (strategy.error ? strategy : older).refetch()}
        />
      ) : (
        <div role="status" aria-label="Loading the strategy" className="grid gap-4">
          <Skeleton className="h-9 w-72" />
          <Skeleton className="h-96" />
        </div>
      )}
    </>
  );
}

interface LoadedProps {
  strategy: StrategyDetail;
  older: { version: number; document: Record<string, unknown> } | null;
}

const textOf = (document: Record<string, unknown>) => render(document as Json, "yaml");

function Loaded({ strategy, older }: LoadedProps) {
  const navigate = useNavigate();
  const [loaded] = useState(() => ({ text: textOf(strategy.document), version: strategy.version_number }));
  const [start] = useState(() => (older ? textOf(older.document) : undefined));
  return (
    <BuilderPage
      strategyId={strategy.strategy_id}
      loaded={loaded}
      start={start}
      adoptDraft={older === null}
      head={
        <>
          <BackToStrategies />
          {older && (
            <Notice tone="info" className="mb-3" title={`This is version ${older.version}`}>
              The newest is version {strategy.version_number}. Saving makes this the newest, as version{" "}
              {strategy.version_number + 1}.
            </Notice>
          )}
        </>
      }
      more={<MoreMenu strategy={strategy} />}
      onSaved={() => {
        if (older) {
          const params = { strategyId: strategy.strategy_id };
          void navigate({ to: "/strategies/$strategyId", params, replace: true });
        }
      }}
    />
  );
}

function MoreMenu({ strategy }: { strategy: StrategyDetail }) {
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const strategyId = strategy.strategy_id;
  return (
    <>
      <Dropdown
        label="More"
        trigger={
          <Button size="icon" variant="secondary" aria-label="More about this strategy">
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <DropdownItem
          onSelect={() => void navigate({ to: "/strategies/$strategyId/versions", params: { strategyId } })}
        >
          <History aria-hidden /> Versions and what changed
        </DropdownItem>
        <DropdownItem
          onSelect={() => void navigate({ to: "/backtests", search: { strategy_id: strategyId } })}
        >
          <FlaskRound aria-hidden /> Its backtests
        </DropdownItem>
        <DropdownSeparator />
        <DropdownItem danger onSelect={() => setDeleting(true)}>
          <Trash2 aria-hidden /> Delete
        </DropdownItem>
      </Dropdown>
      {deleting && (
        <DeleteStrategy
          strategyId={strategyId}
          name={strategy.name}
          onClose={() => setDeleting(false)}
          onDeleted={() => void navigate({ to: "/strategies" })}
        />
      )}
    </>
  );
}
