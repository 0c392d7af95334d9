import type { Account, Limits, Risk } from "@/shared/api";
import { useZone } from "@/shared/server";
import { Card, CardBody, CardHeader } from "@/shared/ui";
import { LimitsForm } from "./limits-form";

const NONE: Limits = {
  loss_daily_max: null,
  loss_daily_percent_max: null,
  trades_daily_max: null,
  trades_open_max: null,
  positions_max: null,
  order_notional_max: null,
  position_notional_max: null,
  exposure_gross_max: null,
  exposure_net_max: null,
  leverage_max: null,
  symbols_allowed: [],
  symbols_denied: [],
  sessions: [],
  blackouts: [],
  cooldown_losses: null,
  cooldown_minutes: null,
  price_collar_percent: null,
  quote_age_max_s: null,
  duplicate_window_s: null,
  orders_per_minute_max: null,
};

interface LimitsCardProps {
  risk: Risk;
  /** The account whose limits; undefined for those of all together. */
  account: Account | undefined;
  currency: string;
}

/** The limits of one scope; editing starts anew when another scope is looked at or the limits changed elsewhere. */
export function LimitsCard({ risk, account, currency }: LimitsCardProps) {
  const zone = useZone();
  const limits = account ? (risk.accounts[account.account_id] ?? NONE) : risk.user;
  const usage = risk.usage.find((each) => each.account_id === account?.account_id);
  return (
    <Card aria-labelledby="limits">
      <CardHeader
        id="limits"
        title={account ? `Limits of ${account.label}` : "Limits of all your accounts"}
        note={account ? "on top of those of all your accounts" : "counted together"}
      />
      <CardBody>
        {!risk.is_live && (
          <p className="mb-4 text-xs text-warn">
            What is used is as the database knows it, without orders that are live: no executor answers now.
          </p>
        )}
        <LimitsForm
          key={(account?.account_id ?? "user") + JSON.stringify(limits)}
          accountId={account?.account_id}
          limits={limits}
          currency={currency}
          zone={account?.timezone ?? zone}
          figures={account ? usage?.figures : risk.usage_user.figures}
        />
      </CardBody>
    </Card>
  );
}
