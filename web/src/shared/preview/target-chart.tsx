import { useQuery } from "@tanstack/react-query";
import type { Account, Instrument } from "@/shared/api";
import { OrderChart } from "@/shared/chart/order-chart";
import type { PriceLine } from "@/shared/chart/price-line";
import { VenueChart } from "@/shared/chart/venue-chart";
import { useQuoteChannels } from "@/shared/live";
import { barsQuery, isLinked } from "@/shared/server";
import type { Target } from "./decision";

interface TargetChartProps {
  instrument: Instrument;
  target: Target;
  account: Account | undefined;
}

/**
 * Entry, stop and target on the candles of the symbol: of the platform's market, or for a linked account of its own venue.
 * Loaded when there is something to draw: the library is large.
 */
export default function TargetChart({ instrument, target, account }: TargetChartProps) {
  const lines: PriceLine[] = [
    { id: "entry", label: "Entry", tone: "entry", price: target.entry },
    { id: "stop", label: "Stop", tone: "stop", price: target.stop },
    { id: "target", label: "Target", tone: "target", price: target.target },
  ];
  if (account && isLinked(account))
    return (
      <VenueChart account={account} instrument={instrument} lines={lines} told={null} venue={account.label} />
    );
  return <Candles instrument={instrument} lines={lines} />;
}

function Candles({ instrument, lines }: { instrument: Instrument; lines: readonly PriceLine[] }) {
  const bars = useQuery(barsQuery(instrument.symbol));
  useQuoteChannels([instrument.symbol]);
  return (
    <OrderChart
      instrument={instrument}
      bars={bars.data ?? []}
      lines={lines}
      className="h-64 rounded-control border border-line"
    />
  );
}
