import { useQuery } from "@tanstack/react-query";
import { LineChart, Table2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Account } from "@/shared/api";
import { cn } from "@/shared/cn";
import { useLiveAccount } from "@/shared/live";
import { isLinked } from "@/shared/server";
import {
  Button,
  Card,
  CardHeader,
  DataTable,
  EmptyState,
  Figure,
  Moment,
  PanelState,
  Segmented,
  Skeleton,
  useStaleAge,
} from "@/shared/ui";
import { equityQuery, type Span } from "../api/equity";

const EquityChart = lazy(() => import("./equity-chart").then((m) => ({ default: m.EquityChart })));

const spans = [
  { value: "1h", label: "1 h" },
  { value: "1d", label: "1 d" },
  { value: "1w", label: "1 w" },
  { value: "all", label: "All" },
] as const;

/** The equity curve of an account with what it is made of, drawn or as a table. */
export function EquityCard({ account }: { account: Account | undefined }) {
  const [span, setSpan] = useState<Span>("1h");
  const [isTable, setTable] = useState(false);
  const [isLog, setLog] = useState(false);
  const live = useLiveAccount(account?.account_id);
  const query = useQuery(equityQuery(account?.account_id, span));
  const now = live ?? account;
  // Live figures tell what our books started with and won; at a venue the cash is the venue's, which is read.
  const cash = account && isLinked(account) ? account.cash : now?.cash;
  const isStale = useStaleAge() !== null;
  const room = "h-64";
  return (
    <Card aria-labelledby="equity-title">
      <CardHeader
        id="equity-title"
        title="Equity"
        note={account?.label}
        actions={
          <>
            <Segmented<Span> label="Span" size="sm" value={span} onChange={setSpan} options={spans} />
            {!isTable && (
              <Button
                size="sm"
                variant="quiet"
                aria-pressed={isLog}
                className={cn(isLog && "bg-accent-soft text-accent")}
                onClick={() => setLog(!isLog)}
              >
                Log
              </Button>
            )}
            <Button
              size="icon-sm"
              variant="quiet"
              aria-label={isTable ? "Show as a chart" : "Show as a table"}
              onClick={() => setTable(!isTable)}
            >
              {isTable ? <LineChart aria-hidden /> : <Table2 aria-hidden />}
            </Button>
          </>
        }
      />
      <dl
        className={cn(
          "grid grid-cols-2 gap-x-6 gap-y-3 px-4 pb-3 sm:flex sm:flex-wrap sm:gap-x-10",
          isStale && "opacity-70 grayscale",
        )}
      >
        <Stat name="Equity" loading={!now}>
          <Figure value={now?.equity} decimals={2} unit={account?.currency ?? ""} live />
        </Stat>
        <Stat name="Today" loading={!now}>
          <Figure value={now?.day_pnl} decimals={2} pnl />
        </Stat>
        <Stat name="Open P&L" loading={!now}>
          <Figure value={now?.unrealised_pnl} decimals={2} pnl />
        </Stat>
        <Stat name="Cash" loading={!now}>
          <Figure value={cash} decimals={2} />
        </Stat>
      </dl>
      <PanelState
        query={query}
        what="The equity curve could not be read"
        loading={<Skeleton className={`mx-4 mb-4 ${room}`} />}
        isEmpty={(points) => points.length === 0 && !live}
        empty={
          <div className={room}>
            <EmptyState icon={LineChart} title="The curve starts with the first minute">
              One point a minute is kept from the account's first day on.
            </EmptyState>
          </div>
        }
      >
        {(points) =>
          isTable ? (
            <div className={`${room} overflow-y-auto`}>
              <DataTable
                caption="Equity"
                rows={[...points].reverse().slice(0, 200)}
                rowKey={(point) => point.at}
                columns={[
                  { id: "at", header: "Time", phone: "title", cell: (point) => <Moment at={point.at} /> },
                  {
                    id: "equity",
                    header: "Equity",
                    unit: account?.currency,
                    numeric: true,
                    phone: "aside",
                    cell: (point) => <Figure value={point.equity} decimals={2} />,
                  },
                  {
                    id: "cash",
                    header: "Cash",
                    unit: account?.currency,
                    numeric: true,
                    cell: (point) => <Figure value={point.cash} decimals={2} />,
                  },
                ]}
              />
            </div>
          ) : (
            <Suspense fallback={<Skeleton className={`mx-4 mb-4 ${room}`} />}>
              <EquityChart points={points} live={live} isLog={isLog} className={room} />
            </Suspense>
          )
        }
      </PanelState>
    </Card>
  );
}

function Stat({ name, loading, children }: { name: string; loading: boolean; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-ink-soft">{name}</dt>
      <dd className="text-lg leading-snug font-semibold tracking-tight">
        {loading ? <Skeleton className="h-6 w-24" /> : children}
      </dd>
    </div>
  );
}
