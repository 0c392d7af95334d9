import type { Instrument, OrderCheck } from "@/shared/api";
import { decimalsOf, signOf } from "@/shared/format";
import { RuleList } from "@/shared/preview";
import { DefinitionList, Figure, Notice } from "@/shared/ui";
import { figuresOf } from "../model/figures";
import { Changes } from "./changes";

interface PreviewProps {
  check: OrderCheck;
  instrument: Instrument | undefined;
  /** Take over a change of the order. */
  applyChange: (field: string, value: string) => void;
}

const verdicts = {
  approved: { tone: "ok", title: "Nothing stands against it" },
  reduced: { tone: "warn", title: "Only what closes would be sent" },
  denied: { tone: "warn", title: "It would be denied" },
  ignored: { tone: "info", title: "Nothing would be sent" },
} as const;

/** What would become of the order if it were sent now, decided on the live books. */
export function Preview({ check, instrument, applyChange }: PreviewProps) {
  const verdict = verdicts[check.verdict];
  const figures = figuresOf(check, instrument);
  const price = instrument ? decimalsOf(instrument.tick) : undefined;
  const money = instrument?.currency ?? "";
  return (
    <div className="grid gap-4" aria-live="polite">
      <Notice tone={verdict.tone} title={verdict.title}>
        {check.reason}
        {check.smallest_change && <Changes change={check.smallest_change} applyChange={applyChange} />}
      </Notice>
      {figures.quantity && signOf(figures.quantity) !== 0 && (
        <DefinitionList
          items={[
            ["Quantity", <Figure value={figures.quantity} />],
            ["Worth", <Figure value={figures.notional} decimals={2} unit={money} />],
            ["Entry", <Figure value={figures.entry} decimals={price} />],
            ...(figures.stop ? [["Stop", <Figure value={figures.stop} decimals={price} />] as const] : []),
            ...(figures.target
              ? [["Target", <Figure value={figures.target} decimals={price} />] as const]
              : []),
            ...(figures.lossAtStop
              ? [
                  [
                    "Lost at the stop, before fees",
                    <Figure value={figures.lossAtStop} decimals={2} unit={money} />,
                  ] as const,
                ]
              : []),
            ...(figures.gainAtTarget
              ? [
                  [
                    "Won at the target, before fees",
                    <Figure value={figures.gainAtTarget} decimals={2} unit={money} />,
                  ] as const,
                ]
              : []),
          ]}
        />
      )}
      {figures.sizingWords && figures.sizingWords !== check.reason && (
        <p className="text-xs text-ink-soft">{figures.sizingWords}</p>
      )}
      {check.steps.length > 0 && (
        <section>
          <h3 className="mb-1 text-sm font-semibold">What would happen</h3>
          <ol className="ml-4 grid list-decimal gap-0.5 text-sm">
            {check.steps.map((step, index) => (
              <li key={index}>{step}</li>
            ))}
          </ol>
        </section>
      )}
      <RuleList rules={check.rules} level={3} />
    </div>
  );
}
