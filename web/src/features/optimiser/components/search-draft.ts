/** A search as the form has it, and as the server takes it. */
import { dataKey, type DataSet } from "@/shared/research/choices";
import { dayEnd, dayStart, rangeFaults, type TypedRange } from "@/shared/research/data-range";
import type { InputSpec } from "@/shared/research/input-spec";
import { settingsFaults, toSettings, untouched, type TypedSettings } from "@/shared/research/settings";
import { isDecimal } from "@/shared/format";
import type { Faults } from "@/shared/hooks/use-form";
import type { OptimisationInput } from "../api/optimisations";

export interface TypedSpan {
  isSearched: boolean;
  min: string;
  max: string;
  step: string;
}

export interface TypedConstraint {
  figure: string;
  bound: "at_least" | "at_most";
  value: string;
}

export interface SearchDraft extends TypedRange {
  strategyId: string;
  version: string;
  spans: Record<string, TypedSpan>;
  method: string;
  trials: string;
  seed: string;
  objective: string;
  tradesLeast: string;
  constraints: TypedConstraint[];
  split: string;
  /** Percent of the bars. */
  train: string;
  validate: string;
  folds: string;
  settings: TypedSettings;
  note: string;
}

export const freshSearch: SearchDraft = {
  strategyId: "",
  version: "",
  data: "",
  from: "",
  to: "",
  spans: {},
  method: "bayesian",
  trials: "300",
  seed: "1",
  objective: "sharpe",
  tradesLeast: "30",
  constraints: [],
  split: "train_test",
  train: "70",
  validate: "15",
  folds: "5",
  settings: untouched,
  note: "",
};

const isNumber = (spec: InputSpec) => spec.kind === "int" || spec.kind === "float";

/** What can be searched: numbers, switches and choices with known options. */
export function searchable(specs: readonly InputSpec[]): InputSpec[] {
  return specs.filter((spec) => isNumber(spec) || spec.kind === "bool" || spec.options.length > 1);
}

/** A first guess: the input's own limits, else half to twice its value; all of them searched. */
export function spanOf(spec: InputSpec): TypedSpan {
  const start = Number(spec.start);
  const tidy = (value: number) => String(spec.kind === "int" ? Math.round(value) : value);
  return {
    isSearched: isNumber(spec),
    min: tidy(spec.least ?? start / 2),
    max: tidy(spec.most ?? start * 2),
    step: tidy(spec.step ?? (spec.kind === "int" ? 1 : Math.abs(start) / 10 || 0.1)),
  };
}

/** How many values a span holds; 0 when it cannot be read. */
export function valuesOf(spec: InputSpec, span: TypedSpan): number {
  if (spec.kind === "bool") return 2;
  if (!isNumber(spec)) return spec.options.length;
  const [min, max, step] = [span.min, span.max, span.step].map(Number) as [number, number, number];
  if (![span.min, span.max, span.step].every(isDecimal) || step <= 0 || max < min) return 0;
  return Math.floor((max - min) / step + 1e-9) + 1;
}

/** Of all combinations, how many there are. */
export function combinationsOf(draft: SearchDraft, specs: readonly InputSpec[]): number {
  return searchable(specs).reduce((product, spec) => {
    const span = draft.spans[spec.name] ?? spanOf(spec);
    return span.isSearched ? product * valuesOf(spec, span) : product;
  }, 1);
}

const whole = (text: string, least: number, most: number) =>
  /^\d{1,6}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most
    ? null
    : `Enter a whole number from ${least} to ${most}.`;
const share = (text: string) =>
  isDecimal(text) && Number(text) > 0 && Number(text) < 100 ? null : "Enter a percentage between 0 and 100.";

export function searchFaults(
  draft: SearchDraft,
  sets: readonly DataSet[],
  specs: readonly InputSpec[],
): Faults {
  const chosen = searchable(specs).filter((spec) => (draft.spans[spec.name] ?? spanOf(spec)).isSearched);
  const isThree = draft.split === "train_validate_test";
  return {
    strategy: draft.strategyId ? null : "Choose a strategy.",
    ...rangeFaults(draft, sets, dataKey),
    ...settingsFaults(draft.settings),
    ...Object.fromEntries(
      chosen.map((spec) => [
        `ranges.${spec.name}`,
        valuesOf(spec, draft.spans[spec.name] ?? spanOf(spec)) > 0
          ? null
          : "Give a smallest, a largest and a step above zero.",
      ]),
    ),
    ranges: specs.length > 0 && chosen.length === 0 ? "Tick at least one input to search." : null,
    trials: whole(draft.trials, 1, 10_000),
    seed: whole(draft.seed, 0, 999_999),
    tradesLeast: whole(draft.tradesLeast, 0, 100_000),
    train: draft.split === "none" ? null : share(draft.train),
    validate: !isThree
      ? null
      : (share(draft.validate) ??
        (Number(draft.train) + Number(draft.validate) < 100 ? null : "Leave some bars for the test.")),
    folds: draft.split === "walk_forward" ? whole(draft.folds, 2, 20) : null,
    ...Object.fromEntries(
      draft.constraints.map((each, i) => [
        `constraints.${i}`,
        isDecimal(each.value) ? null : "Enter a number.",
      ]),
    ),
  };
}

export function toSearch(draft: SearchDraft, specs: readonly InputSpec[]): OptimisationInput {
  const first = draft.data.indexOf("/");
  const last = draft.data.lastIndexOf("/");
  const part = (percent: string) => String(Number((Number(percent) / 100).toFixed(4)));
  const ranges: NonNullable<OptimisationInput["ranges"]> = {};
  for (const spec of searchable(specs)) {
    const span = draft.spans[spec.name] ?? spanOf(spec);
    if (!span.isSearched) continue;
    ranges[spec.name] = isNumber(spec)
      ? { min: span.min.trim(), max: span.max.trim(), step: span.step.trim() }
      : { options: spec.kind === "bool" ? [true, false] : [...spec.options] };
  }
  return {
    strategy: { strategy_id: draft.strategyId, version: draft.version ? Number(draft.version) : null },
    data: {
      source: draft.data.slice(0, first),
      symbol: draft.data.slice(first + 1, last),
      timeframe: draft.data.slice(last + 1) as OptimisationInput["data"]["timeframe"],
      from: dayStart(draft.from),
      to: dayEnd(draft.to),
    },
    search: {
      method: draft.method as NonNullable<OptimisationInput["search"]>["method"],
      trials_max: Number(draft.trials),
      seed: Number(draft.seed),
    },
    ranges,
    objective: draft.objective as OptimisationInput["objective"],
    constraints: draft.constraints.map(({ figure, bound, value }) => ({
      figure: figure as "trades",
      [bound]: value.trim(),
    })),
    trades_least: Number(draft.tradesLeast),
    split: {
      kind: draft.split as NonNullable<OptimisationInput["split"]>["kind"],
      ...(draft.split === "none" ? {} : { train: part(draft.train) }),
      ...(draft.split === "train_validate_test" ? { validate: part(draft.validate) } : {}),
      ...(draft.split === "walk_forward" ? { folds: Number(draft.folds) } : {}),
    },
    settings: toSettings(draft.settings),
    note: draft.note.trim(),
  };
}
