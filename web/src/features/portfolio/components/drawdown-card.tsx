import { useQuery } from "@tanstack/react-query";
import { BarChart3, Table2 } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import type { Account } from "@/shared/api";
import {
  Button,
  Card,
  CardHeader,
  DataTable,
  EmptyState,
  Figure,
  PanelState,
  Segmented,
  Skeleton,
} from "@/shared/ui";
import { equityQuery, type Span } from "../api/equity";
import { fallsByDay } from "./drawdowns";

const DrawdownChart = lazy(() => import("./drawdown-chart").then((m) => ({ default: m.DrawdownChart })));

const spans = [
  { value: "1d", label: "1 d" },
  { value: "1w", label: "1 w" },
  { value: "all", label: "All" },
] as const;

/** How far the account fell within each of its trading days. */
export function DrawdownCard({ account }: { account: Account }) {
  const [span, setSpan] = useState<Span>("all");
  const [isTable, setTable] = useState(false);
  const query = useQuery(equityQuery(account.account_id, span));
  const falls = useMemo(() => fallsByDay(query.data ?? [], account.timezone), [query.data, account.timezone]);
  const room = "h-64";
  return (
    <Card aria-labelledby="drawdown-title">
      <CardHeader
        id="drawdown-title"
        title="Daily drawdown"
        note="from the best of each day"
        actions={
          <>
            <Segmented<Span>
              label="Drawdown span"
              size="sm"
              value={span}
              onChange={setSpan}
              options={spans}
            />
            <Button
              size="icon-sm"
              variant="quiet"
              aria-label={isTable ? "Show drawdown as a chart" : "Show drawdown as a table"}
              onClick={() => setTable(!isTable)}
            >
              {isTable ? <BarChart3 aria-hidden /> : <Table2 aria-hidden />}
            </Button>
          </>
        }
      />
      <PanelState
        query={query}
        what="The drawdown could not be read"
        loading={<Skeleton className={`mx-4 mb-4 ${room}`} />}
        isEmpty={(points) => points.length === 0}
        empty={
          <div className={room}>
            <EmptyState icon={BarChart3} title="It begins with the first minute">
              One bar a day: how far equity fell from the best of that day.
            </EmptyState>
          </div>
        }
      >
        {() =>
          isTable ? (
            <div className={`${room} overflow-y-auto`}>
              <DataTable
                caption="Daily drawdown"
                rows={[...falls].reverse()}
                rowKey={(fall) => fall.day}
                columns={[
                  { id: "day", header: "Day", phone: "title", cell: (fall) => fall.day },
                  {
                    id: "worst",
                    header: "Deepest fall",
                    unit: account.currency,
                    numeric: true,
                    phone: "aside",
                    cell: (fall) => <Figure value={fall.worst.toFixed(2)} decimals={2} />,
                  },
                  {
                    id: "percent",
                    header: "Of that day's best",
                    unit: "%",
                    numeric: true,
                    cell: (fall) => <Figure value={fall.percent.toFixed(2)} decimals={2} />,
                  },
                ]}
              />
            </div>
          ) : (
            <Suspense fallback={<Skeleton className={`mx-4 mb-4 ${room}`} />}>
              <DrawdownChart falls={falls} className={room} />
            </Suspense>
          )
        }
      </PanelState>
    </Card>
  );
}
