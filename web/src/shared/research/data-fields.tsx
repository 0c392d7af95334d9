import { formatDecimal } from "@/shared/format";
import { Field, Input, NativeSelect } from "@/shared/ui";
import { dataKey, type DataSet } from "./choices";
import type { TypedRange } from "./data-range";

interface DataFieldsProps {
  sets: readonly DataSet[];
  values: TypedRange;
  onChange: (name: keyof TypedRange, value: string) => void;
  errorOf: (name: string) => string | null;
  touch: (name: string) => void;
}

/** Which kept bars, from which day to which. */
export function DataFields({ sets, values, onChange, errorOf, touch }: DataFieldsProps) {
  const chosen = sets.find((set) => dataKey(set) === values.data);
  const first = chosen?.from?.slice(0, 10);
  const last = chosen?.to?.slice(0, 10);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field
        label="Bars"
        required
        error={errorOf("data")}
        className="sm:col-span-2"
        help={chosen && holes(chosen)}
      >
        {(control) => (
          <NativeSelect
            {...control}
            value={values.data}
            onChange={(event) => onChange("data", event.target.value)}
            onBlur={() => touch("data")}
          >
            <option value="" disabled>
              Choose bars
            </option>
            {sets.map((set) => (
              <option key={dataKey(set)} value={dataKey(set)}>
                {set.symbol} · {set.timeframe} · {set.source} ({formatDecimal(String(set.bars))} bars,{" "}
                {set.from?.slice(0, 10)} to {set.to?.slice(0, 10)})
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      {(["from", "to"] as const).map((name) => (
        <Field
          key={name}
          label={name === "from" ? "First day" : "Last day"}
          optional
          error={errorOf(name)}
          help={name === "from" ? "UTC; empty: from the first bar." : "UTC; empty: to the last bar."}
        >
          {(control) => (
            <Input
              {...control}
              type="date"
              min={first}
              max={last}
              value={values[name]}
              onChange={(event) => onChange(name, event.target.value)}
              onBlur={() => touch(name)}
            />
          )}
        </Field>
      ))}
    </div>
  );
}

function holes(set: DataSet): string {
  const missing = set.missing_bars;
  if (!missing) return "No bar is missing.";
  return `${formatDecimal(String(missing))} bars are missing in ${formatDecimal(String(set.gaps))} gaps; the report says so too.`;
}
