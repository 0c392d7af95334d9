import { useEffect, useRef } from "react";
import { CONNECTION, ConnectionMark, isTroubled } from "@/shared/account";
import { useAccounts } from "@/shared/server";
import { DecimalInput, Field, Segmented, Select, StepInput } from "@/shared/ui";
import { partsOf, type QtyMode, type TicketAction } from "../model/draft";
import { actionWords, qtyWords } from "../model/words";
import type { PartProps } from "./fields";
import { SymbolField } from "./symbol-field";

const actions = (Object.keys(actionWords) as TicketAction[]).map((value) => ({
  value,
  label: actionWords[value].label,
}));
const modes = (Object.keys(qtyWords) as QtyMode[]).map((value) => ({ value, label: qtyWords[value].label }));

/** Where, what and how much. */
export function SizeFields(parts: PartProps) {
  const { form, account, instrument } = parts;
  const { values, set } = form;
  const accounts = useAccounts();
  const has = partsOf(values);
  const amount = useRef<HTMLInputElement>(null);
  useEffect(() => amount.current?.focus(), []);
  const units = {
    base: instrument?.market === "stocks" ? "shares" : "units",
    lots: "lots",
    quote: instrument?.currency,
    money: account?.currency,
    "%": "%",
  };
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        <Field label="Account">
          {(control) => (
            <Select
              {...control}
              value={values.account_id}
              options={(accounts.data ?? []).map((each) => ({
                value: each.account_id,
                label: each.label,
                hint: isTroubled(each.connection)
                  ? `${each.environment} · ${CONNECTION[each.connection.state].word.toLowerCase()}`
                  : each.environment,
                disabled: each.status !== "active",
              }))}
              onChange={(next) => set("account_id", next)}
            />
          )}
        </Field>
        <SymbolField {...parts} />
      </div>
      {account && isTroubled(account.connection) && (
        <p className="-mt-1 text-xs text-ink-soft">
          <ConnectionMark account={account} /> {CONNECTION[account.connection.state].meaning}
        </p>
      )}
      <div>
        <Segmented
          label="Action"
          value={values.action}
          options={actions}
          onChange={(next) => set("action", next)}
        />
        <p className="mt-1 text-xs text-ink-soft">{actionWords[values.action].hint}.</p>
      </div>
      {has.quantity && (
        <div className="grid grid-cols-2 items-start gap-3">
          <Field label="How much" error={form.errorOf("qty")} optional={!has.quantityNeeded}>
            {(control) =>
              values.qty_mode === "fixed" ? (
                <StepInput
                  {...control}
                  ref={amount}
                  value={values.qty}
                  step={instrument?.lot_step ?? "1"}
                  start={instrument?.lot_smallest}
                  unit={units.base}
                  onChange={(next) => set("qty", next)}
                  onBlur={() => form.touch("qty")}
                />
              ) : (
                <DecimalInput
                  {...control}
                  ref={amount}
                  value={values.qty}
                  unit={units[qtyWords[values.qty_mode].unit]}
                  onChange={(event) => set("qty", event.target.value)}
                  onBlur={() => form.touch("qty")}
                />
              )
            }
          </Field>
          <Field label="Sized by">
            {(control) => (
              <Select
                {...control}
                value={values.qty_mode}
                options={modes}
                onChange={(next) => set("qty_mode", next)}
              />
            )}
          </Field>
        </div>
      )}
      {has.targetQuantity && (
        <Field
          label="Hold"
          help="With its sign: −2 is short two, 0 holds nothing."
          error={form.errorOf("target_quantity")}
        >
          {(control) => (
            <StepInput
              {...control}
              ref={amount}
              signed
              value={values.target_quantity}
              step={instrument?.lot_step ?? "1"}
              unit={units.base}
              onChange={(next) => set("target_quantity", next)}
              onBlur={() => form.touch("target_quantity")}
            />
          )}
        </Field>
      )}
    </>
  );
}
