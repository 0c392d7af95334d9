import { useState, type SyntheticEvent } from "react";
import type { Limits, RiskInput } from "@/shared/api";
import { useForm, type Faults } from "@/shared/hooks/use-form";
import {
  BlackoutsField,
  faultOfBlackouts,
  faultOfSessions,
  faultOfSymbols,
  readSymbols,
  SessionsField,
  type Blackout,
  type SessionSpan,
} from "@/shared/limits";
import { Button, DecimalInput, Field, Input, ProblemNotice, toast } from "@/shared/ui";
import { useSaveLimits, type LimitFigure } from "../api/risk";
import {
  decimalsOfLimit,
  faultOfLimit,
  LIMIT_GROUPS,
  LIMIT_RULES,
  limitOf,
  unitOfLimit,
  type LimitName,
  type LimitRule,
} from "./limit-rules";
import { LimitUse } from "./limit-use";

type Typed = Record<LimitName, string> & {
  symbols_allowed: string;
  symbols_denied: string;
  sessions: readonly SessionSpan[];
  blackouts: readonly Blackout[];
};

function typed(limits: Limits): Typed {
  return {
    ...(Object.fromEntries(LIMIT_RULES.map(({ name }) => [name, limits[name]?.toString() ?? ""])) as Record<
      LimitName,
      string
    >),
    symbols_allowed: limits.symbols_allowed.join(", "),
    symbols_denied: limits.symbols_denied.join(", "),
    sessions: limits.sessions,
    blackouts: limits.blackouts,
  };
}

const validate = (values: Typed): Faults => ({
  ...Object.fromEntries(LIMIT_RULES.map((rule) => [rule.name, faultOfLimit(rule, values[rule.name])])),
  cooldown_minutes:
    faultOfLimit(ruleOf("cooldown_minutes"), values.cooldown_minutes) ??
    (values.cooldown_losses.trim() && !values.cooldown_minutes.trim()
      ? "Say how long entries rest after these losses."
      : null),
  symbols_allowed: faultOfSymbols(readSymbols(values.symbols_allowed)),
  symbols_denied: faultOfSymbols(readSymbols(values.symbols_denied)),
  sessions: faultOfSessions(values.sessions),
  blackouts: faultOfBlackouts(values.blackouts),
});

const ruleOf = (name: LimitName): LimitRule => LIMIT_RULES.find((rule) => rule.name === name)!;

function toLimits(values: Typed): NonNullable<RiskInput["user"]> {
  return {
    ...Object.fromEntries(LIMIT_RULES.map((rule) => [rule.name, limitOf(rule, values[rule.name])])),
    symbols_allowed: readSymbols(values.symbols_allowed),
    symbols_denied: readSymbols(values.symbols_denied),
    sessions: [...values.sessions],
    blackouts: [...values.blackouts],
  };
}

interface LimitsFormProps {
  /** The account they hold for; without it, all of the trader's accounts. */
  accountId?: string | undefined;
  limits: Limits;
  currency: string;
  /** Whose clock the hours and blackouts follow. */
  zone: string;
  figures?: readonly LimitFigure[] | undefined;
}

/** All limits of one scope, each with what is used of it now. */
export function LimitsForm({ accountId, limits, currency, zone, figures }: LimitsFormProps) {
  const [start] = useState(() => typed(limits));
  const form = useForm(start, validate);
  const save = useSaveLimits();

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!form.check()) return;
    const next = toLimits(form.values);
    // A promise: callbacks of `mutate` end with this form, and an event from the server may draw it anew before the answer.
    save.mutateAsync(accountId ? { accounts: { [accountId]: next } } : { user: next }).then(
      () => {
        form.replace(form.values);
        toast("ok", "Limits saved", "They govern the very next order.");
      },
      (error: Error) => form.refuse(error),
    );
  };

  const number = (rule: LimitRule) => {
    const figure = rule.figure ? figures?.find((each) => each.rule === rule.figure) : undefined;
    return (
      <Field key={rule.name} label={rule.label} error={form.errorOf(rule.name)} help={rule.help}>
        {(control) => (
          <>
            <DecimalInput
              {...control}
              unit={unitOfLimit(rule, currency)}
              placeholder="no limit"
              value={form.values[rule.name]}
              onChange={(event) => form.set(rule.name, event.target.value)}
              onBlur={() => form.touch(rule.name)}
            />
            {figure && <LimitUse figure={figure} decimals={decimalsOfLimit(rule)} />}
          </>
        )}
      </Field>
    );
  };
  const symbols = (name: "symbols_allowed" | "symbols_denied", label: string, empty: string) => (
    <Field label={label} error={form.errorOf(name)} help="Separated by commas.">
      {(control) => (
        <Input
          {...control}
          placeholder={empty}
          autoCapitalize="characters"
          spellCheck={false}
          value={form.values[name]}
          onChange={(event) => form.set(name, event.target.value)}
          onBlur={() => form.touch(name)}
        />
      )}
    </Field>
  );

  return (
    <form onSubmit={submit} noValidate className="grid gap-6">
      {LIMIT_GROUPS.map((group) => (
        <Group key={group.title} title={group.title}>
          <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">{group.rules.map(number)}</div>
        </Group>
      ))}
      <Group title="Markets and times">
        <div className="grid gap-4 sm:grid-cols-2">
          {symbols("symbols_allowed", "Only these symbols", "every symbol")}
          {symbols("symbols_denied", "Never these symbols", "none")}
        </div>
        <div className="mt-4 grid items-start gap-6 lg:grid-cols-2">
          <SessionsField
            value={form.values.sessions}
            onChange={(next) => form.set("sessions", next)}
            zone={zone}
            error={form.errorOf("sessions")}
          />
          <BlackoutsField
            value={form.values.blackouts}
            onChange={(next) => form.set("blackouts", next)}
            zone={zone}
            error={form.errorOf("blackouts")}
          />
        </div>
      </Group>
      {save.error && <ProblemNotice error={save.error} what="The limits were not changed" />}
      <div className="flex flex-wrap items-center justify-end gap-3">
        <p className="mr-auto text-xs text-ink-soft">
          {form.isChanged
            ? "Changed, not saved. Orders that reduce a position are never denied by these limits."
            : "An empty field sets no limit."}
        </p>
        <Button type="submit" variant="primary" busy={save.isPending} disabled={!form.isChanged}>
          Save limits
        </Button>
      </div>
    </form>
  );
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section aria-label={title} className="border-t border-line pt-4 first:border-t-0 first:pt-0">
      <h3 className="mb-3 text-sm font-semibold">{title}</h3>
      {children}
    </section>
  );
}
