import { OctagonPause } from "lucide-react";
import { useState } from "react";
import { useAccounts } from "@/shared/server";
import { Badge, Button, Card, CardBody, CardHeader, Moment, PageTitle, PanelState } from "@/shared/ui";
import { useRisk } from "../api/risk";
import { KillSwitchDialog } from "../components/kill-switch";
import { LimitsForm } from "../components/limits-form";
import { PauseBanner } from "../components/pause-banner";

const NONE = { loss_daily_max: null, trades_daily_max: null, positions_max: null, order_notional_max: null };

export function RiskPage() {
  const risk = useRisk();
  const accounts = useAccounts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <PageTitle
        title="Risk"
        purpose="Limits that hold even when a strategy misbehaves. They are checked before every order; the strictest one decides."
      />
      <PauseBanner />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-2">
        <Card aria-labelledby="switch-history" className="xl:col-span-2">
          <CardHeader
            id="switch-history"
            title="Kill switch"
            note="who set it, when, and why"
            actions={
              <Button size="sm" variant="danger-outline" onClick={() => setOpen(true)}>
                <OctagonPause aria-hidden /> Open kill switch
              </Button>
            }
          />
          <CardBody>
            <PanelState query={risk} what="The kill switch could not be read">
              {(data) =>
                data.kill_switch.length === 0 ? (
                  <p className="text-sm text-ink-soft">
                    It was never used. Entries are allowed on every account.
                  </p>
                ) : (
                  <ul className="grid gap-2">
                    {data.kill_switch.map((each) => (
                      <li
                        key={each.scope + each.scope_id}
                        className="flex flex-wrap items-baseline gap-x-3 gap-y-1"
                      >
                        <Badge tone={each.level === "none" ? "ok" : "warn"}>
                          {each.level === "none" ? "Entries allowed" : "Entries paused"}
                        </Badge>
                        <span>
                          {each.scope === "user"
                            ? "All your accounts"
                            : (accounts.data?.find((account) => account.account_id === each.scope_id)
                                ?.label ?? "An account")}
                        </span>
                        <span className="text-ink-soft">
                          <Moment at={each.set_at} />
                          {each.reason && ` · ${each.reason}`}
                        </span>
                      </li>
                    ))}
                  </ul>
                )
              }
            </PanelState>
          </CardBody>
        </Card>
        <Card aria-labelledby="limits-user">
          <CardHeader id="limits-user" title="All your accounts" note="counted together" />
          <CardBody>
            <PanelState query={risk} what="The limits could not be read">
              {(data) => (
                <LimitsForm
                  key={JSON.stringify(data.user)}
                  limits={data.user}
                  currency={accounts.data?.[0]?.currency ?? ""}
                />
              )}
            </PanelState>
          </CardBody>
        </Card>
        {accounts.data?.map((account) => (
          <Card key={account.account_id} aria-labelledby={`limits-${account.account_id}`}>
            <CardHeader
              id={`limits-${account.account_id}`}
              title={account.label}
              note={<Badge>{account.environment === "live" ? "Live" : "Paper"}</Badge>}
            />
            <CardBody>
              <PanelState query={risk} what="The limits could not be read">
                {(data) => {
                  const limits = data.accounts[account.account_id] ?? NONE;
                  return (
                    <LimitsForm
                      key={JSON.stringify(limits)}
                      accountId={account.account_id}
                      limits={limits}
                      currency={account.currency}
                      usage={data.usage.find((each) => each.account_id === account.account_id)}
                    />
                  );
                }}
              </PanelState>
            </CardBody>
          </Card>
        ))}
      </div>
      {open && <KillSwitchDialog onOpenChange={setOpen} />}
    </>
  );
}
