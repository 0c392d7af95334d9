import type { SizingMode } from "@/shared/api";
import { Card, CardBody, CardHeader, Checkbox } from "@/shared/ui";
import { sizingWords } from "./agent-modes";
import { Choice, NumberField, type PartProps } from "./form-fields";

const modes = Object.entries(sizingWords).map(([mode, words]) => [mode as SizingMode, words.label] as const);

/** How large an order is, when the alert does not say so itself. */
export function SizePart({ form, currency }: PartProps) {
  const { values, set } = form;
  const words = sizingWords[values.sizingMode];
  return (
    <Card aria-label="How much">
      <CardHeader title="How much" />
      <CardBody className="grid gap-5 sm:grid-cols-2">
        <Choice
          label="Sizing"
          help={words.help}
          value={values.sizingMode}
          onChange={(mode) => set("sizingMode", mode)}
          options={modes}
        />
        <NumberField
          form={form}
          name="sizingValue"
          path="sizing.value"
          label={words.label}
          unit={words.unit === "money" ? currency : words.unit}
          required
        />
        <Checkbox
          className="sm:col-span-2"
          checked={values.sizingFromAlert}
          onCheckedChange={(checked) => set("sizingFromAlert", checked === true)}
          label="Let the alert name its own size"
        />
      </CardBody>
    </Card>
  );
}
