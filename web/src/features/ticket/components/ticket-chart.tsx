import { useQuery } from "@tanstack/react-query";
import type { Instrument } from "@/shared/api";
import { OrderChart } from "@/shared/chart/order-chart";
import type { PriceLine } from "@/shared/chart/price-line";
import { useQuoteChannels } from "@/shared/live";
import { barsQuery } from "@/shared/server";

/** The order on the candles: what is typed moves the lines, what is dragged fills the fields. */
export function TicketChart({ instrument, lines }: { instrument: Instrument; lines: readonly PriceLine[] }) {
  const bars = useQuery(barsQuery(instrument.symbol));
  useQuoteChannels([instrument.symbol]);
  return (
    <OrderChart
      instrument={instrument}
      bars={bars.data ?? []}
      lines={lines}
      className="h-72 rounded-card border border-line"
    />
  );
}
