import { useQuery } from "@tanstack/react-query";
import { useRef, type SyntheticEvent } from "react";
import {
  dataKey,
  strategyChoicesQuery,
  versionChoicesQuery,
  versionQuery,
  type DataSet,
} from "@/shared/research/choices";
import { DataFields } from "@/shared/research/data-fields";
import { InputFields } from "@/shared/research/input-fields";
import { definitionInputs, guruInputs, type InputSpec } from "@/shared/research/input-spec";
import { SettingsFields } from "@/shared/research/settings-fields";
import { useForm, type Form } from "@/shared/hooks/use-form";
import { Button, Card, CardBody, CardHeader, Field, ProblemNotice, Textarea } from "@/shared/ui";
import type { RunInput } from "../api/documents";
import { gurusQuery } from "../api/gurus";
import { draftFaults, summaryOf, toRunInput, type RunDraft } from "./run-draft";
import { WhatToRun } from "./what-to-run";

interface RunFormProps {
  initial: RunDraft;
  sets: readonly DataSet[];
  busy: boolean;
  error: unknown;
  onAsk: (input: RunInput, refuse: (error: unknown) => void) => void;
}

/** Everything a backtest needs to know, nothing asked twice. */
export function RunForm({ initial, sets, busy, error, onAsk }: RunFormProps) {
  // The inputs to check are those of what is chosen, which the form itself holds: hence a box that is filled after it.
  const known = useRef<readonly InputSpec[]>([]);
  const form = useForm(initial, (draft) => draftFaults(draft, sets, known.current));
  const { strategies, versions, gurus, specs, name } = useChoices(form.values);
  known.current = specs;
  const set = sets.find((each) => dataKey(each) === form.values.data);
  const summary = summaryOf(form.values, name, set);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!form.check()) return;
    onAsk(toRunInput(form.values, specs), form.refuse);
  };
  return (
    <form onSubmit={submit} noValidate className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Part title="What">
        <WhatToRun
          draft={form.values}
          strategies={strategies}
          versions={versions}
          gurus={gurus}
          errorOf={form.errorOf}
          onChange={(change) => changeAll(form, change)}
        />
      </Part>
      <Part title="On which bars">
        <DataFields
          sets={sets}
          values={form.values}
          onChange={form.set}
          errorOf={form.errorOf}
          touch={form.touch}
        />
      </Part>
      {specs.length > 0 && (
        <Part title="Inputs" note="as the strategy has them, unless you change them">
          <InputFields
            specs={specs}
            values={form.values.inputs}
            onChange={(input, value) => form.set("inputs", { ...form.values.inputs, [input]: value })}
            errorOf={(input) => form.errorOf(`inputs.${input}`)}
            touch={(input) => form.touch(`inputs.${input}`)}
          />
        </Part>
      )}
      <Part title="Costs and broker">
        <SettingsFields
          values={form.values.settings}
          onChange={(settings) => form.set("settings", settings)}
          errorOf={form.errorOf}
          touch={form.touch}
        />
        <Field label="Note" optional className="mt-4" help="Why you run it; it stays with the report.">
          {(control) => (
            <Textarea
              {...control}
              className="min-h-16"
              maxLength={2_000}
              value={form.values.note}
              onChange={(event) => form.set("note", event.target.value)}
            />
          )}
        </Field>
      </Part>
      {error !== null && (
        <ProblemNotice error={error} what="The backtest was not started" money="untouched" />
      )}
      <div className="flex flex-wrap items-center justify-end gap-3">
        <p className="mr-auto max-w-2xl text-sm text-ink-soft">
          {summary || "Choose what to run and the bars to run it on."}
        </p>
        <Button type="submit" variant="primary" size="lg" busy={busy}>
          Run backtest
        </Button>
      </div>
    </form>
  );
}

function Part({ title, note, children }: { title: string; note?: string; children: React.ReactNode }) {
  const id = `part-${title.toLowerCase().replaceAll(" ", "-")}`;
  return (
    <Card aria-labelledby={id}>
      <CardHeader id={id} title={title} note={note} />
      <CardBody>{children}</CardBody>
    </Card>
  );
}

function changeAll(form: Form<RunDraft>, change: Partial<RunDraft>) {
  for (const [name, value] of Object.entries(change)) form.set(name as keyof RunDraft, value);
}

/** What can be chosen, and the inputs and the name of what is. */
function useChoices(draft: RunDraft) {
  const strategies = useQuery(strategyChoicesQuery()).data ?? [];
  const gurus = useQuery(gurusQuery()).data ?? [];
  const isMine = draft.kind === "strategy";
  const strategy = isMine ? strategies.find((each) => each.strategy_id === draft.strategyId) : undefined;
  const versions = useQuery(versionChoicesQuery(strategy?.strategy_id ?? "")).data ?? [];
  const number = draft.version ? Number(draft.version) : strategy?.version_number;
  const version = useQuery(versionQuery(strategy?.strategy_id ?? "", number)).data;
  const guru = isMine ? undefined : gurus.find((each) => each.name === draft.guru);
  return {
    strategies,
    versions,
    gurus,
    specs: isMine ? definitionInputs(version?.document) : guruInputs(guru?.inputs),
    name: isMine ? strategy?.name : guru?.title,
  };
}
