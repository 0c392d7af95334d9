import type { Bar, Instrument } from "@/shared/api";
import { useCandles } from "@/shared/chart/candles";
import { useChart } from "@/shared/chart/use-chart";
import { useZone } from "@/shared/server";

/** One-minute candles; the present one is drawn from quotes as they come. */
export function CandleChart({ instrument, bars }: { instrument: Instrument; bars: readonly Bar[] }) {
  const [box, handle] = useChart(useZone());
  useCandles(handle, instrument, bars);
  return (
    <div
      ref={box}
      role="img"
      aria-label={`One-minute candles of ${instrument.symbol}. The same bars are in the table view.`}
      className="h-96 px-2 pb-2"
    />
  );
}
