import { Field, Input, Select, StepInput } from "@/shared/ui";
import { partsOf, type PriceSource, type Term, type TicketType } from "../model/draft";
import { termWords, trailWords, typeWords } from "../model/words";
import { DistanceField, type PartProps } from "./fields";

const sources: { value: PriceSource; label: string }[] = [
  { value: "typed", label: "Typed" },
  { value: "bid", label: "Bid" },
  { value: "ask", label: "Ask" },
  { value: "mid", label: "Middle" },
  { value: "last", label: "Last" },
];

/** The order's type with the prices and the term that this type has. */
export function PriceFields({ form, instrument, offers, last }: PartProps) {
  const { values, set } = form;
  const has = partsOf(values);
  if (!has.type) return null;
  const tick = instrument?.tick ?? "0.01";
  const unit = instrument?.currency ?? "";
  return (
    <>
      <div className="grid grid-cols-2 items-start gap-3">
        <Field label="Type">
          {(control) => (
            <Select
              {...control}
              value={values.type}
              options={(Object.keys(typeWords) as TicketType[]).map((value) => ({
                value,
                label: typeWords[value],
                hint: offers.type(value),
                disabled: offers.type(value) !== null,
              }))}
              onChange={(next) => set("type", next)}
            />
          )}
        </Field>
        {has.term && (
          <Field label="Term">
            {(control) => (
              <Select
                {...control}
                value={values.time_in_force}
                options={(Object.keys(termWords) as Term[]).map((value) => ({
                  value,
                  label: termWords[value],
                  hint: offers.term(value),
                  disabled: offers.term(value) !== null,
                }))}
                onChange={(next) => set("time_in_force", next)}
              />
            )}
          </Field>
        )}
      </div>
      {has.term && values.time_in_force === "gtd" && (
        <Field label="Until" help="In your time zone." error={form.errorOf("expires_at")}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={values.expires_at}
              onChange={(event) => set("expires_at", event.target.value)}
              onBlur={() => form.touch("expires_at")}
            />
          )}
        </Field>
      )}
      {has.stop && (
        <Field label="Stop price" error={form.errorOf("stop_price")}>
          {(control) => (
            <StepInput
              {...control}
              value={values.stop_price}
              step={tick}
              start={last}
              unit={unit}
              onChange={(next) => set("stop_price", next)}
              onBlur={() => form.touch("stop_price")}
            />
          )}
        </Field>
      )}
      {has.limit && (
        <div className="grid grid-cols-2 items-start gap-3">
          <Field label="Limit price from">
            {(control) => (
              <Select
                {...control}
                value={values.price_source}
                options={sources}
                onChange={(next) => set("price_source", next)}
              />
            )}
          </Field>
          {has.limitTyped ? (
            <Field label="Limit price" error={form.errorOf("limit_price")}>
              {(control) => (
                <StepInput
                  {...control}
                  value={values.limit_price}
                  step={tick}
                  start={last}
                  unit={unit}
                  onChange={(next) => set("limit_price", next)}
                  onBlur={() => form.touch("limit_price")}
                />
              )}
            </Field>
          ) : (
            <Field
              label="Moved by"
              help="Below zero is under the quote."
              error={form.errorOf("price_offset")}
            >
              {(control) => (
                <StepInput
                  {...control}
                  signed
                  value={values.price_offset}
                  step={tick}
                  unit={unit}
                  onChange={(next) => set("price_offset", next)}
                  onBlur={() => form.touch("price_offset")}
                />
              )}
            </Field>
          )}
        </div>
      )}
      {has.trail && (
        <DistanceField
          label="Stays behind by"
          modes={trailWords}
          without={["none"]}
          mode={values.trail_mode}
          value={values.trail_value}
          error={form.errorOf("trail_value")}
          onMode={(next) => next !== "none" && set("trail_mode", next)}
          onValue={(next) => set("trail_value", next)}
          onBlur={() => form.touch("trail_value")}
          priceUnit={unit}
          tick={tick}
        />
      )}
    </>
  );
}
