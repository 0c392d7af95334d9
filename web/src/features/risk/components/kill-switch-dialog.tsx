import { useState } from "react";
import type { KillSwitchInput } from "@/shared/api";
import { useAccounts, useCurrentAccount } from "@/shared/server";
import { Dialog, Field, Input, NativeSelect, ProblemNotice, Segmented, toast } from "@/shared/ui";
import { useAtStake } from "../api/at-stake";
import { rankOf, standing, type Level } from "../api/levels";
import { useKillSwitch, useRisk } from "../api/risk";
import { FlattenChoices } from "./flatten-choices";
import { KillRung } from "./kill-rung";
import { effectOf, LOCKS, lockWords, type Act, type FlattenPolicy } from "./kill-words";
import { StandingSwitches } from "./standing-switches";

const ALL = "all";

const RUNGS: readonly { act: Act; title: string; verb: string; level: Level; done: string }[] = [
  {
    act: "pause_entries",
    title: "Pause entries",
    verb: "Pause entries",
    level: "entries_paused",
    done: "Entries are paused",
  },
  {
    act: "reduce_only",
    title: "Reduce only",
    verb: "Set reduce only",
    level: "reduce_only",
    done: "Only reducing is allowed",
  },
  { act: "halt", title: "Halt", verb: "Halt trading", level: "halted", done: "Trading is halted" },
  {
    act: "flatten",
    title: "Cancel all and flatten",
    verb: "Cancel all and flatten…",
    level: "reduce_only",
    done: "Cancelling orders and closing positions",
  },
];

/** The ladder: each rung says what it will do, to how much, before it is pressed. */
export function KillSwitchDialog({ onOpenChange }: { onOpenChange: (open: boolean) => void }) {
  const account = useCurrentAccount();
  const { data: accounts } = useAccounts();
  const { data: risk } = useRisk();
  const move = useKillSwitch();
  const [chosen, setChosen] = useState<string>(ALL);
  const [confirming, setConfirming] = useState<Act | null>(null);
  const [policy, setPolicy] = useState<FlattenPolicy>({ positions: "all", resting: "cancel" });
  const [lock, setLock] = useState(0);
  const [reason, setReason] = useState("");

  const accountId = chosen === ALL ? undefined : chosen;
  const stake = useAtStake(accountId);
  const label = (id: string) => accounts?.find((each) => each.account_id === id)?.label ?? "an account";
  const where = accountId ? `the account “${label(accountId)}”` : "all your accounts";
  const own = standing(risk).find((each) =>
    accountId ? each.scope === "account" && each.scope_id === accountId : each.scope === "user",
  );
  const rank = rankOf(own?.level ?? "none");

  const send = (body: KillSwitchInput, done: string) =>
    move.mutate(body, {
      onSuccess: () => {
        toast("ok", done);
        onOpenChange(false);
      },
    });
  const press = (act: Act, done: string) =>
    send(
      {
        scope: accountId ? "account" : "user",
        action: act,
        ...(accountId ? { account_id: accountId } : {}),
        ...(act === "flatten" ? { policy } : {}),
        ...(lock > 0 ? { lock_minutes: lock } : {}),
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      },
      done,
    );
  const choose = (next: string) => {
    setChosen(next);
    setConfirming(null);
  };
  const shown = accounts?.filter((each) => each.status !== "closed") ?? [];

  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title="Kill switch"
      description="Works at once and for every source: alerts, the API and manual orders. Each step is stricter than the one above it."
      className="sm:max-w-xl"
    >
      <div className="grid gap-3.5">
        <StandingSwitches
          risk={risk}
          label={label}
          busy={move.isPending}
          onRelease={(each) =>
            send(
              {
                scope: each.scope,
                action: "release",
                ...(each.scope === "account" ? { account_id: each.scope_id } : {}),
              },
              "Entries are allowed again",
            )
          }
        />
        {shown.length <= 2 ? (
          <Segmented
            label="What it stops"
            className="justify-self-start"
            value={chosen}
            onChange={choose}
            options={[
              { value: ALL, label: "All accounts" },
              ...shown.map((each) => ({ value: each.account_id, label: `Only ${each.label}` })),
            ]}
          />
        ) : (
          <NativeSelect
            aria-label="What it stops"
            value={chosen}
            onChange={(event) => choose(event.target.value)}
          >
            <option value={ALL}>All accounts</option>
            {shown.map((each) => (
              <option key={each.account_id} value={each.account_id}>
                {`Only ${each.label}${each.account_id === account?.account_id ? " (in the top bar)" : ""}`}
              </option>
            ))}
          </NativeSelect>
        )}
        {RUNGS.map(({ act, title, verb, level, done }, at) => (
          <KillRung
            key={act}
            number={at + 1}
            title={title}
            text={effectOf(act, where, stake, policy)}
            isInForce={act !== "flatten" && rankOf(level) <= rank}
            canPress={act === "flatten" || rankOf(level) > rank || (rankOf(level) === rank && lock > 0)}
            verb={lock > 0 && act !== "flatten" ? `${verb} and lock…` : verb}
            question={
              act === "flatten" || lock > 0
                ? `Yes, ${act === "flatten" ? `flatten ${accountId ? "this account" : "all accounts"}` : title.toLowerCase()}${lock > 0 ? `, locked for ${lockWords(lock)}` : ""}`
                : null
            }
            isAsked={confirming === act}
            onAsk={(isAsked) => setConfirming(isAsked ? act : null)}
            busy={move.isPending}
            onPress={() => press(act, done)}
          >
            {act === "flatten" && <FlattenChoices value={policy} onChange={setPolicy} />}
          </KillRung>
        ))}
        <div className="grid gap-3.5 sm:grid-cols-[1fr_11rem]">
          <Field label="Reason" optional>
            {(control) => (
              <Input
                {...control}
                maxLength={200}
                placeholder="For the log, such as: news at 14:30"
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
          <Field label="Lock">
            {(control) => (
              <NativeSelect
                {...control}
                value={String(lock)}
                onChange={(event) => {
                  setLock(Number(event.target.value));
                  setConfirming(null);
                }}
              >
                {LOCKS.map((each) => (
                  <option key={each.minutes} value={each.minutes}>
                    {each.label}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
        </div>
        {lock > 0 && (
          <p className="text-xs text-warn">
            For {lockWords(lock)} nobody but the operator can release it, you included. A lock can be
            lengthened, never shortened.
          </p>
        )}
        {move.error && <ProblemNotice error={move.error} what="The switch did not move" />}
      </div>
    </Dialog>
  );
}
