import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { Instrument } from "@/shared/api";
import { BlackoutsField, LIMIT_GROUPS, SessionsField, unitOfLimit, type LimitRule } from "@/shared/limits";
import { useZone } from "@/shared/server";
import { Card, CardBody, CardHeader, DecimalInput, Field } from "@/shared/ui";
import type { PartProps } from "./form-fields";
import { SymbolPicker } from "./symbol-picker";

interface LimitsPartProps extends PartProps {
  instruments: readonly Instrument[];
}

/** Limits of this agent alone; those on Risk hold all the same. */
export function LimitsPart({ form, currency, instruments }: LimitsPartProps) {
  const zone = useZone();
  const { values, set } = form;
  const [hasTimes] = useState((values.sessions?.length ?? 0) + (values.blackouts?.length ?? 0) > 0);
  const number = (rule: LimitRule) => {
    const path = `limits.${rule.name}`;
    return (
      <Field key={rule.name} label={rule.label} help={rule.help} error={form.errorOf(path)}>
        {(control) => (
          <DecimalInput
            {...control}
            unit={unitOfLimit(rule, currency)}
            placeholder="no limit"
            value={values.limits[rule.name]}
            onChange={(event) => set("limits", { ...values.limits, [rule.name]: event.target.value })}
            onBlur={() => form.touch(path)}
          />
        )}
      </Field>
    );
  };
  return (
    <Card aria-label="Limits of this agent">
      <CardHeader
        title="Limits of this agent"
        note="empty means no limit of its own; your limits on Risk hold all the same"
      />
      <CardBody className="grid grid-cols-[minmax(0,1fr)] gap-2">
        {LIMIT_GROUPS.map((group) => (
          <Group key={group.title} title={group.title} rules={group.rules} values={values.limits}>
            <div className="grid gap-5 sm:grid-cols-2">{group.rules.map(number)}</div>
          </Group>
        ))}
        <details open={hasTimes} className="group">
          <summary className="inline-flex min-h-8 items-center gap-2 text-sm font-medium">
            <Chevron />
            Markets and times
          </summary>
          <div className="grid gap-5 py-3">
            <SymbolPicker
              label="Only these symbols"
              help="Beside the symbols above, for an agent that may read more than it may trade."
              empty="Every symbol"
              listLabel="Symbols that may be traded"
              value={values.symbolsAllowed}
              onChange={(symbols) => set("symbolsAllowed", symbols)}
              instruments={instruments}
            />
            <SymbolPicker
              label="Never these symbols"
              help="Entries in them are denied; exits pass."
              empty="None"
              listLabel="Symbols that may not be traded"
              value={values.symbolsDenied}
              onChange={(symbols) => set("symbolsDenied", symbols)}
              instruments={instruments}
            />
            <SessionsField
              value={values.sessions ?? []}
              onChange={(next) => set("sessions", next)}
              zone="the account"
              error={form.errorOf("limits.sessions")}
            />
            <BlackoutsField
              value={(values.blackouts ?? []).map((each) => ({ reason: "", symbols: [], ...each }))}
              onChange={(next) => set("blackouts", next)}
              zone={zone}
              error={form.errorOf("limits.blackouts")}
            />
          </div>
        </details>
      </CardBody>
    </Card>
  );
}

interface GroupProps {
  title: string;
  rules: readonly LimitRule[];
  values: Record<string, string>;
  children: React.ReactNode;
}

/** A group of limits, open when one of them is set. */
function Group({ title, rules, values, children }: GroupProps) {
  const count = rules.filter((rule) => values[rule.name]?.trim()).length;
  const [begins] = useState(count > 0); // open or not is the reader's from then on
  return (
    <details open={begins} className="group border-b border-line">
      <summary className="inline-flex min-h-8 items-center gap-2 text-sm font-medium">
        <Chevron />
        {title}
        {count > 0 && <span className="text-xs font-normal text-ink-soft">{count} set</span>}
      </summary>
      <div className="py-3">{children}</div>
    </details>
  );
}

function Chevron() {
  return <ChevronRight aria-hidden className="size-4 text-ink-soft group-open:rotate-90" />;
}
