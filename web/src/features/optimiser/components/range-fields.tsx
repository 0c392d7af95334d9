import type { InputSpec } from "@/shared/research/input-spec";
import { Checkbox, DecimalInput } from "@/shared/ui";
import { searchable, spanOf, valuesOf, type TypedSpan } from "./search-draft";

interface RangeFieldsProps {
  specs: readonly InputSpec[];
  spans: Readonly<Record<string, TypedSpan>>;
  errorOf: (name: string) => string | null;
  onChange: (name: string, span: TypedSpan) => void;
}

const bounds = [
  ["min", "from"],
  ["max", "to"],
  ["step", "by"],
] as const;

/** Which inputs to search, and between which bounds. */
export function RangeFields({ specs, spans, errorOf, onChange }: RangeFieldsProps) {
  return (
    <ul className="grid gap-3">
      {searchable(specs).map((spec) => {
        const span = spans[spec.name] ?? spanOf(spec);
        const isNumber = spec.kind === "int" || spec.kind === "float";
        const error = span.isSearched ? errorOf(`ranges.${spec.name}`) : null;
        return (
          <li
            key={spec.name}
            className="grid gap-2 border-b border-line pb-3 last:border-b-0 last:pb-0 sm:grid-cols-[minmax(0,1fr)_22rem_5rem] sm:items-center"
          >
            <Checkbox
              label={
                <>
                  {spec.title} <span className="text-xs text-ink-soft">now {String(spec.start)}</span>
                </>
              }
              checked={span.isSearched}
              error={error}
              onCheckedChange={(next) => onChange(spec.name, { ...span, isSearched: next === true })}
            />
            {isNumber ? (
              <div className="grid grid-cols-3 gap-2">
                {bounds.map(([bound, word]) => (
                  <DecimalInput
                    key={bound}
                    aria-label={`${spec.title}, ${word}`}
                    aria-invalid={error ? true : undefined}
                    unit={word}
                    disabled={!span.isSearched}
                    value={span[bound]}
                    onChange={(event) => onChange(spec.name, { ...span, [bound]: event.target.value })}
                  />
                ))}
              </div>
            ) : (
              <p className="text-sm text-ink-soft">
                {spec.kind === "bool" ? "on and off" : spec.options.join(", ")}
              </p>
            )}
            <p className="text-xs num text-ink-soft sm:text-right">
              {span.isSearched ? `${valuesOf(spec, span)} values` : "as it is"}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
