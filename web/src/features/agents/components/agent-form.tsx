import { useState, type SyntheticEvent } from "react";
import type { AgentInput } from "@/shared/api";
import { useForm } from "@/shared/hooks/use-form";
import { useAccounts, useCurrentAccount, useInstruments } from "@/shared/server";
import { Button, Card, CardBody, CardHeader, Field, Input, ProblemNotice } from "@/shared/ui";
import { inputOfTyped, typedOf } from "./agent-draft";
import { faultsOf } from "./agent-faults";
import { summaryOf } from "./agent-words";
import { EntryPart } from "./entry-part";
import { LimitsPart } from "./limits-part";
import { OppositePart } from "./opposite-part";
import { MappingPart } from "./mapping-part";
import { PassphrasePart } from "./passphrase-part";
import { ProtectionPart } from "./protection-part";
import { SizePart } from "./size-part";
import { WhatPart } from "./what-part";

interface AgentFormProps {
  initial: AgentInput;
  verb: string;
  isEdit?: boolean;
  hasPassphrase?: boolean;
  busy: boolean;
  error: unknown;
  onSave: (input: AgentInput, refuse: (error: unknown) => void) => void;
}

/** All rules of an agent, and beside them in sentences what they will do. */
export function AgentForm({ initial, verb, isEdit, hasPassphrase, busy, error, onSave }: AgentFormProps) {
  const accounts = useAccounts();
  const instruments = useInstruments().data ?? [];
  const current = useCurrentAccount()?.account_id;
  const [start] = useState(() => typedOf(initial));
  const form = useForm(start, faultsOf);
  const { values, set } = form;
  // Until the trader chooses, a new agent trades on the account the frame is about.
  const accountIds = values.accountIds ?? (current ? [current] : []);
  const chosen = accounts.data?.filter((account) => accountIds.includes(account.account_id)) ?? [];
  const currency = chosen[0]?.currency ?? accounts.data?.[0]?.currency ?? "USD";
  const input = inputOfTyped({ ...values, accountIds });

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const faults = faultsOf({ ...values, accountIds });
    form.check();
    if (Object.values(faults).some(Boolean)) return;
    onSave(input, form.refuse);
  };
  const part = { form, currency };

  return (
    <form
      onSubmit={submit}
      noValidate
      className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]"
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <WhatPart
          form={form}
          accounts={accounts.data ?? []}
          accountIds={accountIds}
          instruments={instruments}
        />
        <SizePart {...part} />
        <ProtectionPart {...part} />
        <OppositePart {...part} />
        <EntryPart {...part} />
        <LimitsPart {...part} instruments={instruments} />
        <MappingPart form={form} input={input} />
        <PassphrasePart form={form} hasPassphrase={hasPassphrase} />
      </div>

      <Card aria-label="Summary" className="lg:sticky lg:top-18">
        <CardHeader title="What will happen" />
        <CardBody className="grid gap-4">
          <ul className="grid gap-2 text-sm">
            {summaryOf(
              input,
              chosen.map((account) => account.label),
              currency,
            ).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          {isEdit && (
            <Field label="Note for this version" optional>
              {(control) => (
                <Input
                  {...control}
                  value={values.note}
                  placeholder="Why it changed"
                  onChange={(event) => set("note", event.target.value)}
                />
              )}
            </Field>
          )}
          {error ? <ProblemNotice error={error} what="The agent was not saved" /> : null}
          <Button type="submit" variant="primary" size="lg" busy={busy}>
            {verb}
          </Button>
        </CardBody>
      </Card>
    </form>
  );
}
