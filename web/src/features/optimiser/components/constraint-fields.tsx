import { Plus, X } from "lucide-react";
import { Button, DecimalInput, NativeSelect } from "@/shared/ui";
import type { TypedConstraint } from "./search-draft";
import { figureTitle, shownFigures } from "./search-words";

interface ConstraintFieldsProps {
  constraints: readonly TypedConstraint[];
  errorOf: (name: string) => string | null;
  onChange: (constraints: TypedConstraint[]) => void;
}

const fresh: TypedConstraint = { figure: "drawdown_percent", bound: "at_most", value: "30" };

/** What a trial must keep to be chosen at all. */
export function ConstraintFields({ constraints, errorOf, onChange }: ConstraintFieldsProps) {
  const change = (at: number, next: Partial<TypedConstraint>) =>
    onChange(constraints.map((each, i) => (i === at ? { ...each, ...next } : each)));
  return (
    <div className="grid gap-2">
      <p className="text-sm font-medium">Only trials with</p>
      {constraints.map((each, i) => {
        const error = errorOf(`constraints.${i}`);
        return (
          <div key={i} className="grid grid-cols-[minmax(0,1fr)_7rem_6rem_auto] items-center gap-2">
            <NativeSelect
              aria-label={`Condition ${i + 1}: figure`}
              value={each.figure}
              onChange={(event) => change(i, { figure: event.target.value })}
            >
              {shownFigures.map((name) => (
                <option key={name} value={name}>
                  {figureTitle(name)}
                </option>
              ))}
            </NativeSelect>
            <NativeSelect
              aria-label={`Condition ${i + 1}: bound`}
              value={each.bound}
              onChange={(event) => change(i, { bound: event.target.value as TypedConstraint["bound"] })}
            >
              <option value="at_most">at most</option>
              <option value="at_least">at least</option>
            </NativeSelect>
            <DecimalInput
              aria-label={`Condition ${i + 1}: value`}
              aria-invalid={error ? true : undefined}
              value={each.value}
              onChange={(event) => change(i, { value: event.target.value })}
            />
            <Button
              size="icon-sm"
              variant="quiet"
              aria-label={`Take condition ${i + 1} away`}
              onClick={() => onChange(constraints.filter((_, at) => at !== i))}
            >
              <X aria-hidden />
            </Button>
            {error && <p className="col-span-4 text-xs text-danger">{error}</p>}
          </div>
        );
      })}
      <Button size="sm" className="justify-self-start" onClick={() => onChange([...constraints, fresh])}>
        <Plus aria-hidden /> Add a condition
      </Button>
    </div>
  );
}
