import { useLiveAccount } from "@/shared/live";
import { useCurrentAccount } from "@/shared/server";
import { Figure, Skeleton, useStaleAge } from "@/shared/ui";
import { cn } from "@/shared/cn";

/** Equity and the day's profit or loss of the chosen account, as they move. */
export function AccountFigures() {
  const account = useCurrentAccount();
  const live = useLiveAccount(account?.account_id);
  const isStale = useStaleAge() !== null;
  if (!account) return <Skeleton className="hidden h-8 w-44 sm:block" />;
  return (
    <dl className={cn("hidden items-center gap-5 text-sm sm:flex", isStale && "opacity-60 grayscale")}>
      <div>
        <dt className="text-[11px] leading-tight text-ink-soft">Equity</dt>
        <dd className="leading-tight font-semibold">
          <Figure value={live?.equity ?? account.equity} decimals={2} unit={account.currency} />
        </dd>
      </div>
      <div className="hidden md:block">
        <dt className="text-[11px] leading-tight text-ink-soft">Today</dt>
        <dd className="leading-tight font-semibold">
          <Figure value={live?.day_pnl ?? account.day_pnl} decimals={2} pnl />
        </dd>
      </div>
    </dl>
  );
}
