import type { ProtectionMode } from "@/shared/api";
import { Card, CardBody, CardHeader } from "@/shared/ui";
import type { DistanceMode } from "./agent-draft";
import { distanceWords, protectionWords, timeframes, usesRange } from "./agent-modes";
import { Choice, NumberField, type PartProps } from "./form-fields";

type Mode = ProtectionMode | "none";

const targets = Object.entries(protectionWords).map(([mode, words]) => [mode as Mode, words.label] as const);
const stops = targets.filter(([mode]) => mode !== "risk_reward");
const trails = [
  ["none", "None"],
  ...Object.entries(distanceWords).map(([mode, words]) => [mode as DistanceMode, words.label] as const),
] as const;

/** Stop, target and trailing stop, used when the alert names none. */
export function ProtectionPart({ form }: PartProps) {
  const { values, set } = form;
  const trail = values.trailMode === "none" ? null : distanceWords[values.trailMode];
  return (
    <Card aria-label="Stop and target">
      <CardHeader title="Stop and target" note="used when the alert names none" />
      <CardBody className="grid gap-5 sm:grid-cols-2">
        <div className="grid content-start gap-3">
          <Choice
            label="Stop-loss"
            error={form.errorOf("stop_loss")}
            value={values.stopMode}
            onChange={(mode) => set("stopMode", mode)}
            options={stops}
          />
          {values.stopMode !== "none" && (
            <NumberField
              form={form}
              name="stopValue"
              path="stop_loss.value"
              label="Stop-loss value"
              unit={protectionWords[values.stopMode].unit}
              required
            />
          )}
        </div>
        <div className="grid content-start gap-3">
          <Choice
            label="Take-profit"
            error={form.errorOf("take_profit")}
            value={values.targetMode}
            onChange={(mode) => set("targetMode", mode)}
            options={targets}
          />
          {values.targetMode !== "none" && (
            <NumberField
              form={form}
              name="targetValue"
              path="take_profit.value"
              label="Take-profit value"
              unit={protectionWords[values.targetMode].unit}
              required
            />
          )}
        </div>
        <div className="grid content-start gap-3">
          <Choice
            label="Trailing stop"
            help="Follows the market at this distance, and never moves back."
            value={values.trailMode}
            onChange={(mode) => set("trailMode", mode)}
            options={trails}
          />
          {trail && (
            <>
              <NumberField
                form={form}
                name="trailValue"
                path="trailing_stop.value"
                label="Trailing distance"
                unit={trail.unit}
                required
              />
              <NumberField
                form={form}
                name="trailActivation"
                path="trailing_stop.activation"
                label="Begin to trail after"
                unit={trail.unit}
                placeholder="at once"
                help="How far the price must first move in favour."
              />
            </>
          )}
        </div>
        {usesRange(values) && (
          <Choice
            label="Average range of"
            help="The bars that an average range (ATR) is taken from."
            value={values.atrTimeframe}
            onChange={(timeframe) => set("atrTimeframe", timeframe)}
            options={timeframes.map((each) => [each, `${each} bars`] as const)}
          />
        )}
      </CardBody>
    </Card>
  );
}
