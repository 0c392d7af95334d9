import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, ListX } from "lucide-react";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { barSeconds } from "@/shared/research/data-range";
import {
  Button,
  Card,
  CardHeader,
  EmptyState,
  NativeSelect,
  PanelState,
  Segmented,
  Skeleton,
} from "@/shared/ui";
import { runBarsQuery, type BarWindow } from "../../api/bars";
import type { Report, Run, Trade } from "../../api/documents";
import { lastWindow, shifted, windowAround } from "./candle-marks";
import { TradeDetails } from "./trade-details";
import { everyTrade, reasonsOf, shownTrades, type TradeFilter, type TradeSort } from "./trade-rows";
import { TradeTable } from "./trade-table";

const TradeChart = lazy(() => import("./trade-chart").then((m) => ({ default: m.TradeChart })));

const sides = [
  { value: "all", label: "All" },
  { value: "long", label: "Long" },
  { value: "short", label: "Short" },
] as const;

interface TradesViewProps {
  run: Run;
  report: Report;
  selected: number | undefined;
}

/** The trades on the candles, one of them in full, and all of them in a table. */
export function TradesView({ run, report, selected }: TradesViewProps) {
  const navigate = useNavigate();
  const trades = useMemo(() => everyTrade(report), [report]);
  const reasons = useMemo(() => reasonsOf(trades), [trades]);
  const [filter, setFilter] = useState<TradeFilter>({ side: "all", reason: "" });
  const [sort, setSort] = useState<TradeSort>({ key: "number", descending: false });
  const [hovered, setHovered] = useState<number | undefined>();
  const shown = useMemo(() => shownTrades(trades, filter, sort), [trades, filter, sort]);
  const chosen = trades.find((trade) => trade.number === selected);
  const detailed = trades.find((trade) => trade.number === hovered) ?? chosen;
  const choose = useCallback(
    (trade: number) =>
      void navigate({
        to: "/backtests/$runId",
        params: { runId: run.run_id },
        search: { view: "trades", trade },
        replace: true,
        resetScroll: false,
      }),
    [navigate, run.run_id],
  );
  const step = (by: -1 | 1) => {
    const at = shown.findIndex((trade) => trade.number === detailed?.number);
    const next = shown[at + by];
    return at < 0 || !next ? undefined : () => choose(next.number);
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="grid grid-cols-[minmax(0,1fr)] items-stretch gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <Candles
          run={run}
          report={report}
          trades={trades}
          chosen={chosen}
          onHover={setHovered}
          onChoose={choose}
        />
        <Card aria-label="The trade">
          <CardHeader title="The trade" note="times UTC" />
          <TradeDetails
            trade={detailed}
            orders={(detailed?.orders ?? []).flatMap((number) => report.orders[number - 1] ?? [])}
            onStep={step}
          />
        </Card>
      </div>
      <Card aria-label="Trades">
        <CardHeader
          title="Trades"
          note={shown.length === trades.length ? `${shown.length}` : `${shown.length} of ${trades.length}`}
        />
        <div className="flex flex-wrap gap-2 px-4 pb-3">
          <Segmented
            label="Side"
            size="sm"
            value={filter.side}
            options={sides}
            onChange={(side) => setFilter({ ...filter, side })}
          />
          <NativeSelect
            aria-label="Left by"
            className="h-8 w-auto text-xs! sm:text-xs"
            value={filter.reason}
            onChange={(event) => setFilter({ ...filter, reason: event.target.value })}
          >
            <option value="">Left by anything</option>
            {reasons.map(([reason, count]) => (
              <option key={reason} value={reason}>
                Left by {reason} ({count})
              </option>
            ))}
          </NativeSelect>
        </div>
        {shown.length === 0 ? (
          <EmptyState icon={ListX} title={trades.length ? "No trade matches" : "Not one trade was made"}>
            {trades.length
              ? "Choose another side or reason above."
              : "The conditions were never met on these bars. Look at them in the strategy's preview."}
          </EmptyState>
        ) : (
          <TradeTable trades={shown} chosen={selected} sort={sort} onSort={setSort} onChoose={choose} />
        )}
      </Card>
    </div>
  );
}

interface CandlesProps {
  run: Run;
  report: Report;
  trades: readonly Trade[];
  chosen: Trade | undefined;
  onHover: (trade: number | undefined) => void;
  onChoose: (trade: number) => void;
}

/** The candles around the chosen trade, or where the trader moved to since. */
function Candles({ run, report, trades, chosen, onHover, onChoose }: CandlesProps) {
  const { from, to, timeframe, tick } = report.provenance;
  const bar = barSeconds(timeframe);
  const [moved, setMoved] = useState<{ by: number | undefined; window: BarWindow } | null>(null);
  const home = useMemo(() => (chosen ? windowAround(chosen, bar) : lastWindow(to, bar)), [chosen, to, bar]);
  const window = moved && moved.by === chosen?.number ? moved.window : home;
  const query = useQuery(runBarsQuery(run.run_id, window));
  const go = (next: BarWindow) => setMoved({ by: chosen?.number, window: next });
  const walk = (direction: -1 | 1) => () =>
    go(shifted(window, direction, Date.parse(from ?? ""), Date.parse(to ?? "") + bar * 1_000));
  const lines = Object.keys(query.data?.series ?? {});
  return (
    <Card aria-label="Candles" className="flex min-w-0 flex-col">
      <CardHeader
        title={`${run.data.symbol} · ${query.data?.timeframe ?? timeframe}`}
        note={lines.length > 0 ? lines.join(", ") : "arrows enter, squares leave"}
        actions={
          <>
            <Button size="sm" variant="quiet" onClick={() => go(window === null ? home : null)}>
              {window === null ? "Back to the trade" : "Whole run"}
            </Button>
            <Button size="icon-sm" aria-label="Earlier" disabled={window === null} onClick={walk(-1)}>
              <ChevronLeft aria-hidden />
            </Button>
            <Button size="icon-sm" aria-label="Later" disabled={window === null} onClick={walk(1)}>
              <ChevronRight aria-hidden />
            </Button>
          </>
        }
      />
      <PanelState
        query={query}
        what="The bars could not be read"
        loading={<Skeleton className="mx-4 mb-4 h-104" />}
      >
        {(bars) => (
          <Suspense fallback={<Skeleton className="mx-4 mb-4 h-104" />}>
            <TradeChart
              bars={bars}
              trades={trades}
              chosen={chosen}
              tick={tick}
              onHover={onHover}
              onChoose={onChoose}
            />
          </Suspense>
        )}
      </PanelState>
    </Card>
  );
}
