import { useQuery } from "@tanstack/react-query";
import type { Instrument } from "@/shared/api";
import { OrderChart } from "@/shared/chart/order-chart";
import type { PriceLine } from "@/shared/chart/price-line";
import { useQuoteChannels } from "@/shared/live";
import { barsQuery } from "@/shared/server";
import type { Target } from "./decision";

/** Entry, stop and target on the candles of the symbol. Loaded when there is something to draw: the library is large. */
export default function TargetChart({ instrument, target }: { instrument: Instrument; target: Target }) {
  const bars = useQuery(barsQuery(instrument.symbol));
  useQuoteChannels([instrument.symbol]);
  const lines: PriceLine[] = [
    { id: "entry", label: "Entry", tone: "entry", price: target.entry },
    { id: "stop", label: "Stop", tone: "stop", price: target.stop },
    { id: "target", label: "Target", tone: "target", price: target.target },
  ];
  return (
    <OrderChart
      instrument={instrument}
      bars={bars.data ?? []}
      lines={lines}
      className="h-64 rounded-control border border-line"
    />
  );
}
