import { Check, X } from "lucide-react";
import { cn } from "@/shared/cn";
import { Figure, Notice } from "@/shared/ui";
import type { Inspection, Permission } from "../api/linking";

/** What a key may do, as the venue told it; a refusal says why and what to do there. */
export function InspectionView({ inspection }: { inspection: Inspection }) {
  const { refusal, account, can_trade: canTrade } = inspection;
  return (
    <section aria-label="What this key may do" className="grid gap-3">
      {refusal ? (
        <Notice tone="danger" role="alert" title="This key cannot be linked">
          <p>{refusal.words}</p>
          {refusal.code === "withdrawals_allowed" && (
            <p className="mt-1">
              At the venue, take the right to withdraw off this key, or make a new key that may read and trade
              and nothing more. Then check again.
            </p>
          )}
        </Notice>
      ) : (
        <Notice
          tone={canTrade ? "ok" : "warn"}
          role="status"
          title={canTrade ? "The key is fine" : "This key cannot trade"}
        >
          The account holds <Figure value={account.equity} decimals={2} unit={account.currency} /> in all,{" "}
          <Figure value={account.cash} decimals={2} /> of it in cash.
        </Notice>
      )}
      <Permissions permissions={inspection.permissions} />
    </section>
  );
}

export function Permissions({ permissions }: { permissions: readonly Permission[] }) {
  return (
    <ul aria-label="Permissions" className="grid gap-1.5 text-sm">
      {permissions.map((each) => {
        const Icon = each.granted ? Check : X;
        return (
          <li key={each.name} className="flex items-start gap-2">
            <Icon
              aria-hidden
              className={cn("mt-0.5 size-4 shrink-0", each.granted ? "text-ok" : "text-ink-soft")}
            />
            <span>
              <span className="font-medium">{each.granted ? "Granted" : "Not granted"}:</span> {each.words}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
