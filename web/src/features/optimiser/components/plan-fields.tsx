import { DecimalInput, Field, NativeSelect } from "@/shared/ui";
import type { SearchDraft } from "./search-draft";
import { methods, objectives, splits } from "./search-words";

interface PlanFieldsProps {
  draft: SearchDraft;
  errorOf: (name: string) => string | null;
  touch: (name: string) => void;
  onChange: (name: Name, value: string) => void;
}

type Name =
  "objective" | "method" | "trials" | "tradesLeast" | "split" | "train" | "validate" | "folds" | "seed";

/** What is better, how to look for it, and which bars are kept back for an honest test. */
export function PlanFields({ draft, errorOf, touch, onChange }: PlanFieldsProps) {
  const choice = (
    name: Name,
    label: string,
    help: string,
    options: readonly (readonly [string, string])[],
  ) => (
    <Field label={label} help={help} error={errorOf(name)}>
      {(control) => (
        <NativeSelect
          {...control}
          value={draft[name]}
          onChange={(event) => onChange(name, event.target.value)}
        >
          {options.map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </NativeSelect>
      )}
    </Field>
  );
  const number = (name: Name, label: string, help: string, unit?: string) => (
    <Field label={label} help={help} error={errorOf(name)}>
      {(control) => (
        <DecimalInput
          {...control}
          unit={unit}
          value={draft[name]}
          onChange={(event) => onChange(name, event.target.value)}
          onBlur={() => touch(name)}
        />
      )}
    </Field>
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {choice("objective", "Better means more", "One figure, measured on the bars searched.", objectives)}
      {choice("method", "Method", "How the next combination is chosen.", methods)}
      {number("trials", "Trials at most", "More tries find more luck: each is counted against the result.")}
      {number("tradesLeast", "Trades at least", "A trial with fewer is never chosen.")}
      {choice("split", "Test", "Bars held back are the only honest judge.", splits)}
      {draft.split !== "none" &&
        number("train", "Searched first", "Share of the bars, from the oldest on.", "%")}
      {draft.split === "train_validate_test" &&
        number("validate", "Chosen on", "The share after it; the rest is the test.", "%")}
      {draft.split === "walk_forward" && number("folds", "Steps", "Stretches that are traded unseen.")}
      {number("seed", "Seed", "The same seed makes the same search.")}
    </div>
  );
}
