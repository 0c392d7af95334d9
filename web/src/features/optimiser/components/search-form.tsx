import { useQuery } from "@tanstack/react-query";
import { useRef, type ReactNode, type SyntheticEvent } from "react";
import { formatDecimal } from "@/shared/format";
import { useForm } from "@/shared/hooks/use-form";
import {
  strategyChoicesQuery,
  versionChoicesQuery,
  versionQuery,
  type DataSet,
} from "@/shared/research/choices";
import { DataFields } from "@/shared/research/data-fields";
import { definitionInputs, type InputSpec } from "@/shared/research/input-spec";
import { SettingsFields } from "@/shared/research/settings-fields";
import { Button, Card, CardBody, CardHeader, Field, NativeSelect, Notice, ProblemNotice } from "@/shared/ui";
import type { OptimisationInput } from "../api/optimisations";
import { ConstraintFields } from "./constraint-fields";
import { PlanFields } from "./plan-fields";
import { RangeFields } from "./range-fields";
import { combinationsOf, searchFaults, toSearch, type SearchDraft } from "./search-draft";

interface SearchFormProps {
  initial: SearchDraft;
  sets: readonly DataSet[];
  busy: boolean;
  error: unknown;
  onAsk: (input: OptimisationInput, refuse: (error: unknown) => void) => void;
}

/** Everything a search needs to know. */
export function SearchForm({ initial, sets, busy, error, onAsk }: SearchFormProps) {
  // The inputs to check are those of what is chosen, which the form itself holds: hence a box that is filled after it.
  const known = useRef<readonly InputSpec[]>([]);
  const form = useForm(initial, (draft) => searchFaults(draft, sets, known.current));
  const draft = form.values;
  const strategies = useQuery(strategyChoicesQuery()).data ?? [];
  const strategy = strategies.find((each) => each.strategy_id === draft.strategyId);
  const versions = useQuery(versionChoicesQuery(draft.strategyId)).data ?? [];
  const number = draft.version ? Number(draft.version) : strategy?.version_number;
  const version = useQuery(versionQuery(draft.strategyId, number));
  const specs = definitionInputs(version.data?.document);
  known.current = specs;

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (form.check()) onAsk(toSearch(draft, specs), form.refuse);
  };
  const pick = (strategyId: string, versionNumber: string) => {
    form.set("strategyId", strategyId);
    form.set("version", versionNumber);
    form.set("spans", {});
  };
  const combinations = formatDecimal(String(combinationsOf(draft, specs)));
  return (
    <form onSubmit={submit} noValidate className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Part title="Strategy and bars">
        <div className="grid gap-4">
          <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_14rem]">
            <Field label="Strategy" required error={form.errorOf("strategy")}>
              {(control) => (
                <NativeSelect
                  {...control}
                  value={draft.strategyId}
                  onChange={(event) => pick(event.target.value, "")}
                >
                  <option value="" disabled>
                    Choose a strategy
                  </option>
                  {strategies.map((each) => (
                    <option key={each.strategy_id} value={each.strategy_id}>
                      {each.name} ({each.timeframe})
                    </option>
                  ))}
                </NativeSelect>
              )}
            </Field>
            <Field label="Version" error={form.errorOf("version")}>
              {(control) => (
                <NativeSelect
                  {...control}
                  value={draft.version}
                  onChange={(event) => pick(draft.strategyId, event.target.value)}
                >
                  <option value="">Newest</option>
                  {versions.map((each) => (
                    <option key={each.number}>{each.number}</option>
                  ))}
                </NativeSelect>
              )}
            </Field>
          </div>
          <DataFields
            sets={sets}
            values={draft}
            onChange={form.set}
            errorOf={form.errorOf}
            touch={form.touch}
          />
        </div>
      </Part>
      {version.data && (
        <Part title="Inputs to search" note={`${combinations} combinations`}>
          {specs.length > 0 ? (
            <RangeFields
              specs={specs}
              spans={draft.spans}
              errorOf={form.errorOf}
              onChange={(name, span) => form.set("spans", { ...draft.spans, [name]: span })}
            />
          ) : (
            <Notice tone="info" title="This version has no inputs">
              Give it inputs in the builder: only what is an input can be searched.
            </Notice>
          )}
          {form.errorOf("ranges") && <p className="mt-2 text-xs text-danger">{form.errorOf("ranges")}</p>}
        </Part>
      )}
      <Part title="Search and test">
        <div className="grid gap-4">
          <PlanFields draft={draft} errorOf={form.errorOf} touch={form.touch} onChange={form.set} />
          <ConstraintFields
            constraints={draft.constraints}
            errorOf={form.errorOf}
            onChange={(constraints) => form.set("constraints", constraints)}
          />
        </div>
      </Part>
      <Part title="Costs and broker">
        <SettingsFields
          values={draft.settings}
          onChange={(settings) => form.set("settings", settings)}
          errorOf={form.errorOf}
          touch={form.touch}
        />
      </Part>
      {error !== null && <ProblemNotice error={error} what="The search was not started" money="untouched" />}
      <div className="flex flex-wrap items-center justify-end gap-3">
        <p className="mr-auto max-w-2xl text-sm text-ink-soft">
          {strategy
            ? `At most ${draft.trials || "–"} of ${combinations} combinations of ${strategy.name} are tried, and every one is counted.`
            : "Choose a strategy and the bars to search on."}
        </p>
        <Button type="submit" variant="primary" size="lg" busy={busy}>
          Start the search
        </Button>
      </div>
    </form>
  );
}

function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  const id = `part-${title.toLowerCase().replaceAll(" ", "-")}`;
  return (
    <Card aria-labelledby={id}>
      <CardHeader id={id} title={title} note={note} />
      <CardBody>{children}</CardBody>
    </Card>
  );
}
