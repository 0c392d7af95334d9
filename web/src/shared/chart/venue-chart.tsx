import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import type { Account, Instrument } from "@/shared/api";
import { barsQuery } from "@/shared/server";
import { Skeleton } from "@/shared/ui";
import { PriceLadder, type ToldPrice } from "./price-ladder";
import type { PriceLine } from "./price-line";

const OrderChart = lazy(() => import("./order-chart").then((m) => ({ default: m.OrderChart })));

interface VenueChartProps {
  account: Account;
  instrument: Instrument;
  lines: readonly PriceLine[];
  told: ToldPrice | null;
  /** Whose market it is, for a scale without candles. */
  venue: string;
}

/** A linked account's order on the candles of its own venue; on a plain scale while the venue tells none. */
export function VenueChart({ account, instrument, lines, told, venue }: VenueChartProps) {
  const bars = useQuery(barsQuery(instrument.symbol, account.account_id));
  const loading = <Skeleton className="h-72" />;
  if (bars.isPending && bars.failureCount === 0) return loading;
  if (!bars.data?.length)
    return <PriceLadder instrument={instrument} lines={lines} told={told} venue={venue} />;
  return (
    <Suspense fallback={loading}>
      <OrderChart
        instrument={instrument}
        bars={bars.data}
        lines={lines}
        accountId={account.account_id}
        className="h-72 rounded-card border border-line"
      />
    </Suspense>
  );
}
