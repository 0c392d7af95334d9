import { Field, StepInput } from "@/shared/ui";
import { partsOf } from "../model/draft";
import { stopWords, targetWords, trailWords } from "../model/words";
import { DistanceField, type PartProps } from "./fields";

/** What guards the position: stop, target and a stop that follows. */
export function BracketFields({ form, instrument, last }: PartProps) {
  const { values, set } = form;
  if (!partsOf(values).bracket) return null;
  const shared = { tick: instrument?.tick ?? "0.01", priceUnit: instrument?.currency ?? "", start: last };
  return (
    <>
      <DistanceField
        {...shared}
        label="Stop-loss"
        modes={stopWords}
        mode={values.sl_mode}
        value={values.sl_value}
        error={form.errorOf("sl_value")}
        onMode={(next) => set("sl_mode", next)}
        onValue={(next) => set("sl_value", next)}
        onBlur={() => form.touch("sl_value")}
      />
      {form.errorOf("sl_mode") && <p className="-mt-2 text-xs text-danger">{form.errorOf("sl_mode")}</p>}
      <DistanceField
        {...shared}
        label="Take-profit"
        modes={targetWords}
        mode={values.tp_mode}
        value={values.tp_value}
        error={form.errorOf("tp_value")}
        onMode={(next) => set("tp_mode", next)}
        onValue={(next) => set("tp_value", next)}
        onBlur={() => form.touch("tp_value")}
      />
      <DistanceField
        {...shared}
        start={undefined}
        label="Trailing stop"
        modes={trailWords}
        mode={values.trailing_mode}
        value={values.trailing_value}
        error={form.errorOf("trailing_value")}
        onMode={(next) => set("trailing_mode", next)}
        onValue={(next) => set("trailing_value", next)}
        onBlur={() => form.touch("trailing_value")}
      />
      {values.trailing_mode !== "none" && (
        <Field
          label="Starts to follow after"
          optional
          help="How far the price first moves in your favour, in the same unit."
          error={form.errorOf("trailing_activation")}
        >
          {(control) => (
            <StepInput
              {...control}
              value={values.trailing_activation}
              step={values.trailing_mode === "price" ? shared.tick : "1"}
              unit={trailWords[values.trailing_mode].unit || shared.priceUnit}
              onChange={(next) => set("trailing_activation", next)}
              onBlur={() => form.touch("trailing_activation")}
            />
          )}
        </Field>
      )}
    </>
  );
}
