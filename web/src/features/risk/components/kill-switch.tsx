import { OctagonPause, Play } from "lucide-react";
import { useState } from "react";
import { useLiveAccount } from "@/shared/live";
import { useCurrentAccount } from "@/shared/server";
import { Button, Dialog, Moment, Notice, ProblemNotice, Segmented, toast } from "@/shared/ui";
import type { KillSwitchInput } from "@/shared/api";
import { pauseOf, useKillSwitch, useRisk } from "../api/risk";

interface KillSwitchProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The most dangerous control: always here, and it says what it will do before it does it. */
export function KillSwitch({ open, onOpenChange }: KillSwitchProps) {
  const account = useCurrentAccount();
  const { data: risk } = useRisk();
  const paused = pauseOf(risk, account?.account_id);
  return (
    <>
      <Button
        variant={paused ? "danger" : "danger-outline"}
        onClick={() => onOpenChange(true)}
        aria-label={paused ? "Entries are paused. Open the kill switch" : "Open the kill switch"}
        className="px-2.5 sm:px-3.5"
      >
        <OctagonPause aria-hidden />
        <span className="hidden sm:inline">{paused ? "Entries paused" : "Kill switch"}</span>
      </Button>
      {open && <KillSwitchDialog onOpenChange={onOpenChange} />}
    </>
  );
}

type Scope = "account" | "user";

export function KillSwitchDialog({ onOpenChange }: { onOpenChange: (open: boolean) => void }) {
  const account = useCurrentAccount();
  const { data: risk } = useRisk();
  const live = useLiveAccount(account?.account_id);
  const move = useKillSwitch();
  const [scope, setScope] = useState<Scope>("user");
  const [confirming, setConfirming] = useState(false);
  const paused = pauseOf(risk, account?.account_id);
  const positions = (live?.positions ?? []).filter((each) => !/^[+-]?0*(\.0*)?$/.test(each.quantity)).length;

  const where = scope === "user" ? "all your accounts" : `the account “${account?.label ?? ""}”`;
  const act = (action: KillSwitchInput["action"], done: string, at: Scope = scope) =>
    move.mutate(
      { scope: at, action, ...(at === "account" && account ? { account_id: account.account_id } : {}) },
      {
        onSuccess: () => {
          toast("ok", done);
          onOpenChange(false);
        },
      },
    );

  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title="Kill switch"
      description="Works at once and for every source: alerts, the API and manual orders. Reducing and closing stay possible."
    >
      <div className="grid gap-4">
        {paused && (
          <Notice
            tone="warn"
            title={`Entries are paused for ${paused.scope === "user" ? "all your accounts" : "this account"}`}
            actions={
              <Button
                size="sm"
                busy={move.isPending}
                onClick={() => act("release", "Entries are allowed again", paused.scope)}
              >
                <Play aria-hidden /> Resume entries
              </Button>
            }
          >
            Since <Moment at={paused.set_at} />
            {paused.reason ? `: ${paused.reason}` : "."}
          </Notice>
        )}
        <Segmented<Scope>
          label="What it stops"
          className="justify-self-start"
          value={scope}
          onChange={(next) => {
            setScope(next);
            setConfirming(false);
          }}
          options={[
            { value: "user", label: "All accounts" },
            { value: "account", label: account ? `Only ${account.label}` : "This account" },
          ]}
        />
        <Rung
          number={1}
          title="Pause entries"
          text={`New positions and additions are denied on ${where}. Open positions stay, with their stops and targets. Nothing is closed.`}
          action={
            <Button
              variant="danger-outline"
              busy={move.isPending}
              onClick={() => act("pause_entries", "Entries are paused")}
            >
              Pause entries
            </Button>
          }
        />
        <Rung
          number={2}
          title="Cancel all and flatten"
          text={
            scope === "account" || positions > 0
              ? `Pauses entries, cancels every working order and closes every position at market on ${where}. ${account?.label ?? "This account"} holds ${positions} open ${positions === 1 ? "position" : "positions"} now.`
              : `Pauses entries, cancels every working order and closes every position at market on ${where}.`
          }
          action={
            confirming ? (
              <span className="flex flex-wrap gap-2">
                <Button
                  variant="danger"
                  busy={move.isPending}
                  onClick={() => act("flatten", "Cancelling all orders and closing all positions")}
                >
                  Yes, flatten {scope === "user" ? "all accounts" : "this account"}
                </Button>
                <Button onClick={() => setConfirming(false)}>Not now</Button>
              </span>
            ) : (
              <Button variant="danger-outline" onClick={() => setConfirming(true)}>
                Cancel all and flatten…
              </Button>
            )
          }
        />
        {move.error && <ProblemNotice error={move.error} what="The switch did not move" />}
      </div>
    </Dialog>
  );
}

function Rung({
  number,
  title,
  text,
  action,
}: {
  number: number;
  title: string;
  text: string;
  action: React.ReactNode;
}) {
  return (
    <section
      aria-label={title}
      className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-2 rounded-card border border-line p-3.5"
    >
      <span
        aria-hidden
        className="grid size-6 place-items-center rounded-full bg-danger-soft text-xs font-semibold num text-danger"
      >
        {number}
      </span>
      <div>
        <h3 className="font-medium">{title}</h3>
        <p className="mt-0.5 mb-3 text-sm text-ink-soft">{text}</p>
        {action}
      </div>
    </section>
  );
}
