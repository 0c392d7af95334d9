import { useQuery } from "@tanstack/react-query";
import type { Account, Instrument } from "@/shared/api";
import { OrderChart } from "@/shared/chart/order-chart";
import { PriceLadder } from "@/shared/chart/price-ladder";
import type { PriceLine } from "@/shared/chart/price-line";
import { useQuoteChannels } from "@/shared/live";
import { barsQuery } from "@/shared/server";
import type { Target } from "./decision";

interface TargetChartProps {
  instrument: Instrument;
  target: Target;
  account: Account | undefined;
}

/**
 * Entry, stop and target on the candles of the symbol; on a plain scale for a linked account, whose venue is another market
 * than the one candles are kept of. Loaded when there is something to draw: the library is large.
 */
export default function TargetChart({ instrument, target, account }: TargetChartProps) {
  const lines: PriceLine[] = [
    { id: "entry", label: "Entry", tone: "entry", price: target.entry },
    { id: "stop", label: "Stop", tone: "stop", price: target.stop },
    { id: "target", label: "Target", tone: "target", price: target.target },
  ];
  if (account && account.broker !== "paper")
    return <PriceLadder instrument={instrument} lines={lines} told={null} venue={account.label} />;
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
