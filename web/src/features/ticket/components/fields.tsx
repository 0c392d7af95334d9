/** What every part of the ticket gets, and the two small rows that the parts repeat. */
import type { Account, Instrument } from "@/shared/api";
import type { Form } from "@/shared/hooks/use-form";
import { DecimalInput, Field, Select, StepInput } from "@/shared/ui";
import type { Draft } from "../model/draft";
import type { Offers } from "../model/offers";

export interface PartProps {
  form: Form<Draft>;
  account: Account | undefined;
  instrument: Instrument | undefined;
  offers: Offers;
  /** The last price, where steppers start. */
  last: string | undefined;
}

type Words<T extends string> = Record<T, { label: string; unit: string }>;

export function optionsOf<T extends string>(words: Words<T>, without: readonly T[] = []) {
  return (Object.keys(words) as T[])
    .filter((value) => !without.includes(value))
    .map((value) => ({ value, label: words[value].label }));
}

interface DistanceProps<M extends string> {
  label: string;
  modes: Words<M>;
  without?: readonly M[];
  mode: M;
  value: string;
  error: string | null;
  onMode: (mode: M) => void;
  onValue: (value: string) => void;
  onBlur?: () => void;
  priceUnit: string;
  tick: string;
  start?: string | undefined;
}

/** How a price is given, and the number: "Percent away", 2 %. */
export function DistanceField<M extends string>(props: DistanceProps<M>) {
  const { label, modes, mode, value, error, onMode, onValue, onBlur, priceUnit, tick, start } = props;
  const isPrice = mode === "price";
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] items-start gap-2">
      <Field label={label}>
        {(control) => (
          <Select {...control} value={mode} options={optionsOf(modes, props.without)} onChange={onMode} />
        )}
      </Field>
      {mode !== "none" && (
        <Field
          label={
            <>
              <span className="sr-only">{label} </span>
              {isPrice ? "Price" : mode === "risk_reward" || mode === "atr" ? "Multiple" : "Distance"}
            </>
          }
          error={error}
        >
          {(control) =>
            isPrice ? (
              <StepInput
                {...control}
                value={value}
                step={tick}
                start={start}
                onChange={onValue}
                onBlur={onBlur}
              />
            ) : (
              <DecimalInput
                {...control}
                value={value}
                unit={modes[mode].unit || priceUnit}
                onChange={(event) => onValue(event.target.value)}
                onBlur={onBlur}
              />
            )
          }
        </Field>
      )}
    </div>
  );
}
