import { Checkbox, DecimalInput, Field, Input, NativeSelect } from "@/shared/ui";
import type { InputSpec, InputValue } from "./input-spec";

interface InputFieldsProps {
  specs: readonly InputSpec[];
  values: Readonly<Record<string, InputValue>>;
  onChange: (name: string, value: InputValue) => void;
  errorOf: (name: string) => string | null;
  touch: (name: string) => void;
}

/** One field for each input of a strategy. */
export function InputFields({ specs, values, onChange, errorOf, touch }: InputFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {specs.map((spec) => {
        const value = values[spec.name] ?? spec.start;
        if (spec.kind === "bool") {
          return (
            <Checkbox
              key={spec.name}
              className="self-center sm:pt-6"
              label={spec.title}
              checked={value === true}
              error={errorOf(spec.name)}
              onCheckedChange={(next) => onChange(spec.name, next === true)}
            />
          );
        }
        return (
          <Field key={spec.name} label={spec.title} error={errorOf(spec.name)} help={limits(spec)}>
            {(control) => {
              const props = {
                ...control,
                value: String(value),
                onChange: (event: { target: { value: string } }) => onChange(spec.name, event.target.value),
                onBlur: () => touch(spec.name),
              };
              if (spec.options.length > 0) {
                return (
                  <NativeSelect {...props}>
                    {spec.options.map((option) => (
                      <option key={option}>{option}</option>
                    ))}
                  </NativeSelect>
                );
              }
              return spec.kind === "choice" ? <Input {...props} /> : <DecimalInput {...props} />;
            }}
          </Field>
        );
      })}
    </div>
  );
}

function limits({ kind, least, most, start }: InputSpec): string | undefined {
  if (kind !== "int" && kind !== "float") return undefined;
  const usual = start === "" ? "" : `usually ${start}`;
  const range = least !== null && most !== null ? `${least} to ${most}` : "";
  return [range, usual].filter(Boolean).join(", ") || undefined;
}
