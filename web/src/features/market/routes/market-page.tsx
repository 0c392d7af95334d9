import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { CandlestickChart, Table2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Instrument } from "@/shared/api";
import { decimalsOf, formatDecimal } from "@/shared/format";
import { useQuoteChannels } from "@/shared/live";
import { barsQuery, isLinked, quotesQuery, useCurrentAccount, useInstruments } from "@/shared/server";
import { openTicket } from "@/shared/ticket";
import {
  Button,
  Card,
  CardBody,
  CardHeader,
  DataTable,
  DefinitionList,
  EmptyState,
  Figure,
  Moment,
  PageTitle,
  PanelState,
  Skeleton,
} from "@/shared/ui";
import { InstrumentList } from "../components/instrument-list";
import { VenueMarket } from "../components/venue-market";

const CandleChart = lazy(() =>
  import("../components/candle-chart").then((m) => ({ default: m.CandleChart })),
);
const route = getRouteApi("/framed/market");

const everySymbol = ["*"];

export function MarketPage() {
  const navigate = useNavigate();
  const instruments = useInstruments();
  const quotes = useQuery(quotesQuery());
  const account = useCurrentAccount();
  const { symbol } = route.useSearch();
  const chosen = instruments.data?.find((each) => each.symbol === symbol) ?? instruments.data?.[0];
  useQuoteChannels(everySymbol);
  return (
    <>
      <PageTitle title="Market" purpose="What can be traded, at which prices, on which grid." />
      {account && isLinked(account) && (
        <div className="mb-4">
          <VenueMarket key={account.account_id} account={account} />
        </div>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[23rem_minmax(0,1fr)]">
        <Card aria-label="Instruments" className="overflow-hidden">
          <CardHeader title="Instruments" />
          <PanelState
            query={instruments}
            what="The instruments could not be read"
            isEmpty={(list) => list.length === 0}
            empty={
              <EmptyState icon={CandlestickChart} title="No instruments yet">
                The market source lists them when it starts. This takes a few seconds after the first start.
              </EmptyState>
            }
          >
            {(list) => (
              <InstrumentList
                instruments={list}
                quotes={quotes.data ?? []}
                selected={chosen?.symbol}
                onSelect={(next) => void navigate({ to: "/market", search: { symbol: next }, replace: true })}
              />
            )}
          </PanelState>
        </Card>
        {chosen ? <InstrumentView key={chosen.symbol} instrument={chosen} /> : <Skeleton className="h-96" />}
      </div>
    </>
  );
}

function InstrumentView({ instrument }: { instrument: Instrument }) {
  const query = useQuery(barsQuery(instrument.symbol));
  const [isTable, setTable] = useState(false);
  const decimals = decimalsOf(instrument.tick);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Card aria-labelledby="chart-title">
        <CardHeader
          id="chart-title"
          title={instrument.symbol}
          note={`${instrument.name} · 1 minute · ${instrument.currency}`}
          actions={
            <>
              <Button size="sm" onClick={() => openTicket({ symbol: instrument.symbol, action: "buy" })}>
                Buy…
              </Button>
              <Button size="sm" onClick={() => openTicket({ symbol: instrument.symbol, action: "sell" })}>
                Sell…
              </Button>
              <Button
                size="icon-sm"
                variant="quiet"
                aria-label={isTable ? "Show as a chart" : "Show as a table"}
                onClick={() => setTable(!isTable)}
              >
                {isTable ? <CandlestickChart aria-hidden /> : <Table2 aria-hidden />}
              </Button>
            </>
          }
        />
        <PanelState
          query={query}
          what="The bars could not be read"
          loading={<Skeleton className="mx-4 mb-4 h-96" />}
          isEmpty={(bars) => bars.length === 0}
          empty={
            <EmptyState icon={CandlestickChart} title="No bars yet">
              The first one closes within a minute.
            </EmptyState>
          }
        >
          {(bars) =>
            isTable ? (
              <div className="h-96 overflow-y-auto">
                <DataTable
                  caption={`One-minute bars of ${instrument.symbol}`}
                  rows={[...bars].sort((a, b) => b.opened_at.localeCompare(a.opened_at)).slice(0, 200)}
                  rowKey={(bar) => bar.opened_at}
                  columns={[
                    {
                      id: "at",
                      header: "Opened",
                      phone: "title",
                      cell: (bar) => <Moment at={bar.opened_at} />,
                    },
                    ...(["open", "high", "low", "close"] as const).map((name) => ({
                      id: name,
                      header: (name[0]?.toUpperCase() ?? "") + name.slice(1),
                      numeric: true,
                      cell: (bar: (typeof bars)[number]) => <Figure value={bar[name]} decimals={decimals} />,
                    })),
                    {
                      id: "volume",
                      header: "Volume",
                      numeric: true,
                      phone: "aside" as const,
                      cell: (bar) => <Figure value={bar.volume} maxDecimals={4} />,
                    },
                  ]}
                />
              </div>
            ) : (
              <Suspense fallback={<Skeleton className="mx-4 mb-4 h-96" />}>
                <CandleChart instrument={instrument} bars={bars} />
              </Suspense>
            )
          }
        </PanelState>
      </Card>
      <Card aria-label="Grid">
        <CardHeader title="Grid" note="every order is rounded to it" />
        <CardBody>
          <DefinitionList
            items={[
              ["Tick", formatDecimal(instrument.tick)],
              ["Quantity step", formatDecimal(instrument.lot_step)],
              ["Smallest order", formatDecimal(instrument.lot_smallest)],
              ["Smallest value", `${formatDecimal(instrument.notional_min)} ${instrument.currency}`],
              ["Multiplier", formatDecimal(instrument.multiplier)],
            ]}
          />
        </CardBody>
      </Card>
    </div>
  );
}
