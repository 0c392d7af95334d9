import { DecimalInput, Field, NativeSelect, type InputProps } from "@/shared/ui";
import type { TypedSettings } from "./settings";

interface SettingsFieldsProps {
  values: TypedSettings;
  onChange: (values: TypedSettings) => void;
  errorOf: (name: string) => string | null;
  touch: (name: string) => void;
}

type Name = keyof TypedSettings;
const AS_IT_SAYS = "as the strategy says";
const commissions = [
  ["percent", "Percent of value"],
  ["per_order", "Money an order"],
  ["per_contract", "Money a unit"],
] as const;

/** Capital and costs in front; how orders fill and sizes are set, for whoever opens the rest. */
export function SettingsFields({ values, onChange, errorOf, touch }: SettingsFieldsProps) {
  const set = (name: Name, value: string) => onChange({ ...values, [name]: value });
  const number = (name: Name, label: string, help: string, props: Partial<InputProps> = {}) => (
    <Field label={label} help={help} error={errorOf(`settings.${name}`)}>
      {(control) => (
        <DecimalInput
          {...control}
          placeholder={AS_IT_SAYS}
          value={values[name]}
          onChange={(event) => set(name, event.target.value)}
          onBlur={() => touch(`settings.${name}`)}
          {...props}
        />
      )}
    </Field>
  );
  const choice = (
    name: Name,
    label: string,
    help: string,
    options: readonly (readonly [string, string])[],
  ) => (
    <Field label={label} help={help} error={errorOf(`settings.${name}`)}>
      {(control) => (
        <NativeSelect {...control} value={values[name]} onChange={(event) => set(name, event.target.value)}>
          {options.map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </NativeSelect>
      )}
    </Field>
  );
  return (
    <div className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        {number("initial_capital", "Initial capital", "In the currency of the prices.")}
        {number("slippage_ticks", "Slippage", "Lost on every market and stop fill.", { unit: "ticks" })}
        {choice("commission_mode", "Commission is", "On every fill, in and out.", commissions)}
        {number("commission_value", "Commission", "0.1 with percent means 0.1 % of a fill's value.", {
          unit: values.commission_mode === "percent" ? "%" : "money",
        })}
      </div>
      <details className="group rounded-control border border-line px-3.5 py-2.5">
        <summary className="cursor-pointer text-sm font-medium">Sizes and fills</summary>
        <div className="mt-3 grid gap-4 pb-2 sm:grid-cols-2">
          {choice("quantity_mode", "Size of an entry", "Where the strategy does not name one.", [
            ["", AS_IT_SAYS],
            ["percent_of_equity", "Percent of equity"],
            ["cash", "Money"],
            ["fixed", "Units"],
          ])}
          {values.quantity_mode
            ? number("quantity_value", "How much", "Of what stands at the left.", { placeholder: "" })
            : number("pyramiding", "Entries at once", "On the same side; 0 and 1 mean one.")}
          {choice("fill_mode", "Fills", "TradingView: from the next open, along each bar's path.", [
            ["", AS_IT_SAYS],
            ["tradingview", "As TradingView fills"],
            ["close", "At the close of the signal bar"],
          ])}
          {choice("process_orders_on_close", "Market orders", "At the close is more hopeful than real.", [
            ["", AS_IT_SAYS],
            ["no", "Fill at the next open"],
            ["yes", "Fill at the same close"],
          ])}
          {choice("close_entries_rule", "Exits close", "Which entry a partial exit belongs to.", [
            ["", AS_IT_SAYS],
            ["fifo", "The oldest entry first"],
            ["any", "The entry they name"],
          ])}
        </div>
      </details>
    </div>
  );
}
