import { Card, CardBody, CardHeader } from "@/shared/ui";
import type { DistanceMode, PriceSource } from "./agent-draft";
import { distanceWords, sourceWords } from "./agent-modes";
import { Choice, NumberField, type PartProps } from "./form-fields";

const sources = [
  ["none", "At market"],
  ...Object.entries(sourceWords).map(([source, label]) => [source as PriceSource, label] as const),
] as const;
const modes = Object.entries(distanceWords).map(
  ([mode, words]) => [mode as DistanceMode, words.label] as const,
);

/** At which price, when, and for how long an order works, when the alert does not say so itself. */
export function EntryPart({ form }: PartProps) {
  const { values, set } = form;
  return (
    <Card aria-label="Price and time">
      <CardHeader title="Price and time" note="used when the alert names none" />
      <CardBody className="grid gap-5 sm:grid-cols-2">
        <Choice
          label="Entry price"
          help="A limit is taken from the quote at the moment of the order."
          value={values.entrySource}
          onChange={(source) => set("entrySource", source)}
          options={sources}
          className="sm:col-span-2"
        />
        {values.entrySource !== "none" && (
          <>
            <NumberField
              form={form}
              name="entryOffset"
              path="entry_price.offset"
              label="Moved by"
              unit={distanceWords[values.entryMode].unit}
              help="Below zero moves the limit down, above zero up."
            />
            <Choice
              label="Measured in"
              value={values.entryMode}
              onChange={(mode) => set("entryMode", mode)}
              options={modes}
            />
          </>
        )}
        <NumberField
          form={form}
          name="delay"
          path="delay_s"
          label="Wait before an order"
          unit="s"
          placeholder="at once"
        />
        <NumberField
          form={form}
          name="ageMax"
          path="signal_age_max_s"
          label="Oldest alert"
          unit="s"
          help="Alerts that fired earlier than this are refused."
        />
        <NumberField
          form={form}
          name="cancelAfter"
          path="cancel_after_s"
          label="Cancel an entry after"
          unit="s"
          placeholder="never"
          help="What has filled by then is kept, with its protection."
        />
        <NumberField
          form={form}
          name="exitCancelAfter"
          path="exit_cancel_after_s"
          label="Cancel an exit after"
          unit="s"
          placeholder="never"
        />
      </CardBody>
    </Card>
  );
}
