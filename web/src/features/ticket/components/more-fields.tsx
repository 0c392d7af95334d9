import { Checkbox, Field, Input } from "@/shared/ui";
import { partsOf } from "../model/draft";
import type { PartProps } from "./fields";

/** What few orders need; folded away until one does. */
export function MoreFields({ form, offers }: PartProps) {
  const { values, set } = form;
  const has = partsOf(values);
  const flags = [
    { name: "reduce_only", label: "Reduce only: never opens or turns a position", reason: null },
    {
      name: "post_only",
      label: "Post only: rests in the book or is not placed",
      reason: has.limit ? offers.postOnly : "Only limit orders can rest in the book.",
    },
    { name: "extended_hours", label: "Also outside regular hours", reason: offers.extendedHours },
  ] as const;
  return (
    <details className="group rounded-control border border-line">
      <summary className="px-3 py-2 text-sm font-medium">More: conditions, delay</summary>
      <div className="grid gap-3 px-3 pt-1 pb-3">
        {flags.map(({ name, label, reason }) => (
          <Checkbox
            key={name}
            checked={values[name] && reason === null}
            disabled={reason !== null}
            onCheckedChange={(next) => set(name, next === true)}
            label={
              <>
                {label}
                {reason && <span className="block text-xs text-ink-soft">{reason}</span>}
              </>
            }
          />
        ))}
        {offers.reduceOnly && <p className="text-xs text-ink-soft">{offers.reduceOnly}</p>}
        <div className="grid grid-cols-2 items-start gap-3">
          {(
            [
              ["cancel_after_s", "Cancel what rests after"],
              ["delay_s", "Decide only in"],
            ] as const
          ).map(([name, label]) => (
            <Field key={name} label={label} optional error={form.errorOf(name)}>
              {(control) => (
                <Input
                  {...control}
                  inputMode="numeric"
                  unit="seconds"
                  className="pr-18"
                  value={values[name]}
                  onChange={(event) => set(name, event.target.value)}
                  onBlur={() => form.touch(name)}
                />
              )}
            </Field>
          ))}
        </div>
      </div>
    </details>
  );
}
