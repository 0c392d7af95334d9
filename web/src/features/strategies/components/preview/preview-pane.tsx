/** What the draft would have done on the newest bars, drawn while it is typed. */
import { useQuery } from "@tanstack/react-query";
import { CandlestickChart, Database, Table2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { cn } from "@/shared/cn";
import { dataQuery } from "@/shared/research/choices";
import { Button, EmptyState, NativeSelect, Notice, ProblemNotice, Skeleton } from "@/shared/ui";
import { previewQuery, type Preview } from "../../api/drafts";
import { marketKey, marketOf, marketsFor, type Market } from "../../document/data-choice";
import { typedOf } from "../../document/scalars";
import { useBuilder } from "../state/builder";
import { useSettled } from "@/shared/hooks/use-settled";
import { LineLegend, PreviewFigures } from "./preview-figures";
import { PreviewTrades } from "./preview-trades";

const PreviewChart = lazy(() => import("./preview-chart").then((m) => ({ default: m.PreviewChart })));

const REST_MS = 30; // two keys of a fast typist are 60 ms apart; this waits for keys that come as one, such as a paste
const STORAGE_KEY = "tw.preview.market";

export function PreviewPane({ className }: { className?: string }) {
  const { document } = useBuilder();
  const data = useQuery(dataQuery());
  const [wish, setWish] = useState(() => localStorage.getItem(STORAGE_KEY));
  const timeframe = typedOf(document["timeframe"]);
  const markets = marketsFor(data.data ?? [], timeframe);
  const market = marketOf(markets, wish);
  const choose = (key: string) => {
    localStorage.setItem(STORAGE_KEY, key);
    setWish(key);
  };
  if (data.error)
    return (
      <ProblemNotice
        error={data.error}
        what="The kept bars could not be listed"
        onRetry={() => void data.refetch()}
      />
    );
  if (!data.data) return <Skeleton className="m-4 h-72" />;
  if (markets.length === 0) return <NoBars />;
  const picker = <MarketPicker markets={markets} market={market} timeframe={timeframe} onChoose={choose} />;
  if (!market?.isFitting) {
    return (
      <div className="grid gap-3 p-3">
        {picker}
        <Notice tone="info">
          No kept bars make bars of {timeframe || "this timeframe"}. Choose a longer timeframe, or fetch
          shorter bars with <code>tradewright data fetch</code>.
        </Notice>
      </div>
    );
  }
  return (
    <PreviewView
      key={marketKey(market)}
      market={market}
      timeframe={timeframe}
      picker={picker}
      className={className}
    />
  );
}

interface ViewProps {
  market: Market;
  timeframe: string;
  picker: React.ReactNode;
  className?: string | undefined;
}

function PreviewView({ market, timeframe, picker, className }: ViewProps) {
  const { text } = useBuilder();
  const settled = useSettled(text, REST_MS);
  const query = useQuery(previewQuery(settled, { source: market.source, symbol: market.symbol }));
  const [isTable, setTable] = useState(false);
  const [kept, setKept] = useState<Drawn | null>(null);
  const now = drawn(query.data);
  if (now && now !== kept) setKept(now); // a draft with faults leaves the last good picture standing
  const preview = now ?? kept;
  const isCurrent = now !== null && !query.isPlaceholderData && settled === text;
  return (
    <div className={cn("flex min-h-0 flex-col gap-2 p-3", className)}>
      <div className="flex flex-wrap items-center gap-2">
        {picker}
        <Button
          size="icon-sm"
          variant="quiet"
          className="ml-auto"
          aria-label={isTable ? "Show the preview as a chart" : "Show the preview as a table"}
          onClick={() => setTable(!isTable)}
        >
          {isTable ? <CandlestickChart aria-hidden /> : <Table2 aria-hidden />}
        </Button>
      </div>
      {query.error ? (
        <ProblemNotice
          error={query.error}
          what="The preview could not be made"
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {preview ? (
        <div className={cn("flex min-h-0 flex-1 flex-col gap-2", !now && "grayscale")}>
          <PreviewFigures figures={preview.figures} />
          {isTable ? (
            <div className="h-72 overflow-y-auto rounded-control border border-line">
              <PreviewTrades trades={preview.trades} />
            </div>
          ) : (
            <Suspense fallback={<Skeleton className="h-72" />}>
              <PreviewChart
                preview={preview}
                isCurrent={isCurrent}
                label={`${timeframe} candles of ${market.symbol} with ${preview.trades.length} trades of this draft. The same trades are in the table view.`}
                className={cn("h-72 min-h-48 flex-1", !now && "opacity-60")}
              />
            </Suspense>
          )}
          <LineLegend lines={preview.lines} />
        </div>
      ) : (
        <Empty preview={query.data} />
      )}
      <p role="status" className="text-xs text-ink-soft">
        {now || !preview ? "" : "The draft has faults: this is the last one without."}
      </p>
    </div>
  );
}

type Drawn = Preview & { bars: NonNullable<Preview["bars"]>; figures: NonNullable<Preview["figures"]> };

function drawn(preview: Preview | undefined): Drawn | null {
  return preview?.bars && preview.figures ? (preview as Drawn) : null;
}

function Empty({ preview }: { preview: Preview | undefined }) {
  if (!preview) return <Skeleton className="h-72" />;
  return (
    <EmptyState icon={CandlestickChart} title="Nothing to draw yet">
      The chart appears as soon as the draft has no faults.
    </EmptyState>
  );
}

interface PickerProps {
  markets: readonly Market[];
  market: Market | null;
  timeframe: string;
  onChoose: (key: string) => void;
}

function MarketPicker({ markets, market, timeframe, onChoose }: PickerProps) {
  return (
    <NativeSelect
      aria-label="Show it on"
      className="h-8 w-auto max-w-full text-xs! sm:text-xs"
      value={market ? marketKey(market) : ""}
      onChange={(event) => onChoose(event.target.value)}
    >
      {!market && <option value="">Choose bars</option>}
      {markets.map((one) => (
        <option key={marketKey(one)} value={marketKey(one)}>
          {one.symbol} · {one.isFitting ? timeframe : `only ${one.timeframes.join(", ")}`} · {one.source}
        </option>
      ))}
    </NativeSelect>
  );
}

function NoBars() {
  return (
    <EmptyState icon={Database} title="No bars to show it on">
      <p>
        The preview and backtests use bars that are kept on the server. Fetch some, for example{" "}
        <code className="text-xs">
          tradewright data fetch simulated BTCUSD --timeframe 1h --from 2024-01-01
        </code>
        , and open this page again.
      </p>
    </EmptyState>
  );
}
