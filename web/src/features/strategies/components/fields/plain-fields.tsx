/** Fields for single values: text, numbers that may be expressions, choices and switches. */
import { useState, type ReactNode } from "react";
import { Input, NativeSelect, Switch, Textarea } from "@/shared/ui";
import { renderPath, type Path } from "../../document/json";
import { isTypedFor, scalarOf, typedOf } from "../../document/scalars";
import { usePlace } from "../state/builder";
import { Place } from "./place";

interface FieldProps {
  path: Path;
  label: ReactNode;
  isLabelHidden?: boolean;
  help?: ReactNode;
  optional?: boolean;
  className?: string;
}

interface TypedProps extends FieldProps {
  placeholder?: string;
  unit?: ReactNode;
}

/** What is being typed stays as typed while it means what the draft holds; leaving the field tidies it. */
export function useTyped(path: Path, read: (typed: string) => string | number | undefined) {
  const [value, set] = usePlace(path);
  const [typed, setTyped] = useState<string | null>(null);
  const isHeld = typed !== null && (isTypedFor(typed, value) || (read(typed) ?? "") === (value ?? ""));
  return {
    value: isHeld ? typed : typedOf(value),
    onChange: (event: { target: { value: string } }) => {
      setTyped(event.target.value);
      set(read(event.target.value));
    },
    onBlur: () => setTyped(null),
  };
}

const plain = (typed: string) => (typed === "" ? undefined : typed);

export function TextField({ placeholder, ...field }: TypedProps) {
  const typed = useTyped(field.path, plain);
  return (
    <Place {...field}>
      {(control) => <Input {...control} {...typed} placeholder={placeholder} autoComplete="off" />}
    </Place>
  );
}

export function LongTextField(field: FieldProps) {
  const typed = useTyped(field.path, plain);
  return (
    <Place {...field}>
      {(control) => <Textarea {...control} {...typed} rows={2} className="field-sizing-content min-h-16" />}
    </Place>
  );
}

/** A number, an input's name, or arithmetic over inputs. */
export function ValueField({ placeholder, unit, ...field }: TypedProps) {
  const typed = useTyped(field.path, scalarOf);
  return (
    <Place {...field}>
      {(control) => (
        <Input
          {...control}
          {...typed}
          unit={unit}
          placeholder={placeholder}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          className="num"
        />
      )}
    </Place>
  );
}

export interface Choice {
  value: string;
  label: string;
}

interface ChoiceProps extends FieldProps {
  choices: readonly Choice[];
  /** What holds when nothing is chosen; without it the draft must say something. */
  fallback?: string;
  onChoose?: (value: string | undefined) => void;
}

/** One of a few words. A word that is none of them stays in the draft and is shown as it is. */
export function ChoiceField({ choices, fallback, onChoose, ...field }: ChoiceProps) {
  const [value, set] = usePlace(field.path);
  const shown = typedOf(value);
  const isKnown = shown === "" || choices.some((choice) => choice.value === shown);
  return (
    <Place {...field}>
      {(control) => (
        <NativeSelect
          {...control}
          value={shown}
          onChange={(event) => (onChoose ?? set)(event.target.value === "" ? undefined : event.target.value)}
        >
          {(fallback !== undefined || shown === "") && <option value="">{fallback ?? "Choose"}</option>}
          {!isKnown && <option value={shown}>{shown}</option>}
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </NativeSelect>
      )}
    </Place>
  );
}

/** Yes or no; "no" is said by leaving it out. */
export function SwitchField({ label, ...field }: FieldProps) {
  const [value, set] = usePlace(field.path);
  return (
    <Place {...field} label={label} isLabelHidden>
      {(control) => (
        <span className="flex min-h-9 items-center gap-2.5 text-sm">
          <Switch
            {...control}
            aria-label={typeof label === "string" ? label : renderPath(field.path)}
            checked={value === true}
            onCheckedChange={(on) => set(on ? true : undefined)}
          />
          <span aria-hidden>{label}</span>
        </span>
      )}
    </Place>
  );
}
