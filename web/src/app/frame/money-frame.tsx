import { FlaskConical, Landmark } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/shared/cn";
import { useCurrentAccount } from "@/shared/server";

/**
 * Paper and live can never be confused: the whole page stands in a labelled frame, dashed for paper, solid and double
 * for live, so that shape and word tell them apart without any colour.
 */
export function MoneyFrame({ children }: { children: ReactNode }) {
  const account = useCurrentAccount();
  const isLive = account?.environment === "live";
  const Icon = isLive ? Landmark : FlaskConical;
  return (
    <div
      data-environment={account?.environment}
      className={cn(
        "relative flex flex-1 flex-col border-t-3 md:m-2 md:mt-0 md:rounded-card md:border-2",
        isLive
          ? "border-double border-danger md:border-6 md:border-double"
          : "border-dashed border-line-strong",
      )}
    >
      {account && (
        <p
          className={cn(
            "absolute -top-0.5 right-4 z-10 flex h-5 items-center gap-1 rounded-b-[5px] border border-t-0 px-2 text-[11px] font-semibold tracking-wide",
            isLive ? "border-danger bg-danger text-on-danger" : "border-line-strong bg-surface text-ink-soft",
          )}
        >
          <Icon aria-hidden className="size-3" />
          {isLive ? "LIVE · real money" : "PAPER · simulated money"}
        </p>
      )}
      {children}
    </div>
  );
}
