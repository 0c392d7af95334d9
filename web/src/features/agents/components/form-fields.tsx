import type { ComponentProps } from "react";
import type { Form } from "@/shared/hooks/use-form";
import { DecimalInput, Field, NativeSelect } from "@/shared/ui";
import type { Typed } from "./agent-draft";

export interface PartProps {
  form: Form<Typed>;
  currency: string;
}

/** Names of what is typed as text. */
type TextName = { [K in keyof Typed]: Typed[K] extends string ? K : never }[keyof Typed];

interface NumberFieldProps {
  form: Form<Typed>;
  name: TextName;
  /** The API's name, where faults stand. */
  path: string;
  label: string;
  unit: string;
  help?: string;
  placeholder?: string;
  required?: boolean;
  className?: string;
}

/** A number of the rules, with its unit inside the field. */
export function NumberField({
  form,
  name,
  path,
  label,
  unit,
  help,
  placeholder,
  required,
  className,
}: NumberFieldProps) {
  return (
    <Field
      label={label}
      help={help}
      error={form.errorOf(path)}
      required={required ?? false}
      className={className ?? ""}
    >
      {(control) => (
        <DecimalInput
          {...control}
          unit={unit}
          placeholder={placeholder}
          value={form.values[name]}
          onChange={(event) => form.set(name, event.target.value)}
          onBlur={() => form.touch(path)}
        />
      )}
    </Field>
  );
}

interface ChoiceProps<T extends string> extends Omit<ComponentProps<typeof Field>, "children"> {
  value: T;
  onChange: (value: T) => void;
  options: readonly (readonly [value: T, label: string])[];
}

/** One of a few, in words. */
export function Choice<T extends string>({ value, onChange, options, ...field }: ChoiceProps<T>) {
  return (
    <Field {...field}>
      {(control) => (
        <NativeSelect {...control} value={value} onChange={(event) => onChange(event.target.value as T)}>
          {options.map(([each, label]) => (
            <option key={each} value={each}>
              {label}
            </option>
          ))}
        </NativeSelect>
      )}
    </Field>
  );
}
