import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Plus, Search, Sigma, Trash2 } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import {
  Button,
  Card,
  DataTable,
  EmptyState,
  Input,
  Moment,
  PageTitle,
  PanelState,
  type Column,
} from "@/shared/ui";
import { strategiesQuery, type Strategy } from "../api/strategies";
import { DeleteStrategy } from "../components/delete-strategy";
import { useSettled } from "@/shared/hooks/use-settled";

const route = getRouteApi("/framed/strategies");
const SEARCH_REST_MS = 200;

const DIRECTION: Record<string, string> = { both: "long and short", long: "long", short: "short" };

export function StrategiesPage() {
  const navigate = useNavigate();
  const { q } = route.useSearch();
  const [words, setWords] = useState(q ?? "");
  const settled = useSettled(words.trim(), SEARCH_REST_MS);
  const query = useQuery(strategiesQuery(settled));
  const [deleting, setDeleting] = useState<Strategy | null>(null);
  useEffect(() => {
    if (settled !== (q ?? ""))
      void navigate({ to: "/strategies", search: { q: settled || undefined }, replace: true });
  }, [settled, q, navigate]);
  const columns = useMemo<Column<Strategy>[]>(
    () => [
      {
        id: "name",
        header: "Name",
        phone: "title",
        cell: (one) => <span className="font-medium">{one.name}</span>,
        compare: (a, b) => a.name.localeCompare(b.name),
        className: "max-w-72 truncate",
      },
      {
        id: "market",
        header: "Market",
        cell: (one) => one.market,
        compare: (a, b) => a.market.localeCompare(b.market),
      },
      { id: "timeframe", header: "Bars", cell: (one) => one.timeframe },
      {
        id: "direction",
        header: "Direction",
        phone: "hide",
        cell: (one) => DIRECTION[one.direction] ?? one.direction,
      },
      {
        id: "version",
        header: "Version",
        numeric: true,
        phone: "aside",
        cell: (one) => <span title={`version ${one.version_number}`}>v{one.version_number}</span>,
      },
      {
        id: "changed",
        header: "Last change",
        cell: (one) => <Moment at={one.updated_at} className="text-ink-soft" />,
        compare: (a, b) => a.updated_at.localeCompare(b.updated_at),
      },
    ],
    [],
  );
  const create = (
    <Button asChild variant="primary">
      <Link to="/strategies/new">
        <Plus aria-hidden /> New strategy
      </Link>
    </Button>
  );
  return (
    <>
      <PageTitle
        title="Strategies"
        purpose="Rules written once: the same in a backtest, live, and as Pine Script."
        actions={create}
      />
      <Card aria-label="Strategies">
        <div className="relative max-w-sm p-3">
          <Search aria-hidden className="pointer-events-none absolute top-5.5 left-6 size-4 text-ink-soft" />
          <Input
            type="search"
            aria-label="Search strategies by name"
            placeholder="Search by name"
            className="pl-9"
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        </div>
        <PanelState
          query={query}
          what="The strategies could not be read"
          isEmpty={(page) => page.items.length === 0}
          empty={
            settled ? (
              <EmptyState
                icon={Search}
                title={`No strategy has “${settled}” in its name`}
                action={<Button onClick={() => setWords("")}>Show all</Button>}
              >
                The search looks at names only.
              </EmptyState>
            ) : (
              <EmptyState icon={Sigma} title="No strategies yet" action={create}>
                A strategy says when to get in, when to get out and how much to risk. Begin with an example
                and watch the chart change while you edit it.
              </EmptyState>
            )
          }
        >
          {(page) => (
            <DataTable
              caption="Strategies"
              columns={columns}
              rows={page.items}
              rowKey={(one) => one.strategy_id}
              onOpen={(one) =>
                void navigate({ to: "/strategies/$strategyId", params: { strategyId: one.strategy_id } })
              }
              actions={(one) => (
                <Button
                  size="icon-sm"
                  variant="quiet"
                  aria-label={`Delete ${one.name}`}
                  onClick={() => setDeleting(one)}
                >
                  <Trash2 aria-hidden />
                </Button>
              )}
              footer={
                page.next_cursor && (
                  <p className="border-t border-line px-4 py-2 text-xs text-ink-soft">
                    The newest {page.items.length} are shown. Search by name to find older ones.
                  </p>
                )
              }
            />
          )}
        </PanelState>
      </Card>
      {deleting && (
        <DeleteStrategy
          strategyId={deleting.strategy_id}
          name={deleting.name}
          onClose={() => setDeleting(null)}
          onDeleted={() => setDeleting(null)}
        />
      )}
    </>
  );
}
