import { OctagonPause } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { Account } from "@/shared/api";
import { useAccounts, useCurrentAccount } from "@/shared/server";
import { Button, Card, CardHeader, NativeSelect, PageTitle, PanelState } from "@/shared/ui";
import { useLiveRisk } from "../api/risk";
import { DayDrawdown } from "../components/day-drawdown";
import { ExposureMap } from "../components/exposure-map";
import { KillLog } from "../components/kill-log";
import { KillSwitchDialog } from "../components/kill-switch-dialog";
import { LimitsCard } from "../components/limits-card";
import { PauseBanner } from "../components/pause-banner";

const ALL = "all";

/** Limits, exposure and the kill switch of everything or of one account; `charts` draws what an account's money did. */
export function RiskPage({ charts }: { charts: (account: Account) => ReactNode }) {
  const accounts = useAccounts();
  const current = useCurrentAccount();
  const [chosen, setChosen] = useState<string | null>(null);
  const scope = chosen ?? current?.account_id ?? ALL;
  const account = accounts.data?.find((each) => each.account_id === scope);
  const risk = useLiveRisk(account?.account_id ?? current?.account_id);
  const currency = account?.currency ?? accounts.data?.[0]?.currency ?? "";
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <PageTitle
        title="Risk"
        purpose="Limits that hold even when a strategy misbehaves. They are checked before every order; the strictest one decides."
      />
      <PauseBanner />
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <label className="flex items-center gap-2 text-sm font-medium">
          Show
          <NativeSelect
            className="w-auto min-w-52"
            value={account?.account_id ?? ALL}
            onChange={(event) => setChosen(event.target.value)}
          >
            <option value={ALL}>All your accounts</option>
            {accounts.data?.map((each) => (
              <option key={each.account_id} value={each.account_id}>
                {each.label}
              </option>
            ))}
          </NativeSelect>
        </label>
        <Button variant="danger-outline" className="ml-auto" onClick={() => setOpen(true)}>
          <OctagonPause aria-hidden /> Open kill switch
        </Button>
      </div>
      <PanelState query={risk} what="The limits could not be read">
        {(data) => (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
            {account && (
              <DayDrawdown
                drawdown={data.usage.find((each) => each.account_id === account.account_id)?.drawdown ?? null}
                currency={currency}
              />
            )}
            <ExposureMap exposure={data.exposure} currency={currency} accountId={account?.account_id} />
            {account && charts(account)}
            <LimitsCard risk={data} account={account} currency={currency} />
          </div>
        )}
      </PanelState>
      <Card aria-labelledby="switch-history" className="mt-4">
        <CardHeader id="switch-history" title="Kill switch log" note="who pressed it, when, and why" />
        <KillLog />
      </Card>
      {isOpen && <KillSwitchDialog onOpenChange={setOpen} />}
    </>
  );
}
