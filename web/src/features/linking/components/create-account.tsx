import type { SyntheticEvent } from "react";
import { isDecimal, shiftPoint, signOf } from "@/shared/format";
import { useForm, type Faults } from "@/shared/hooks/use-form";
import { chooseAccount, useZone } from "@/shared/server";
import { Button, DecimalInput, Dialog, Field, Input, ProblemNotice, toast } from "@/shared/ui";
import { useCreateAccount } from "../api/linking";

const start = { label: "", cash: "100000", feePercent: "0.05", slippage: "1", latency: "20" };
const orZero = (text: string) => (isDecimal(text) && signOf(text) >= 0 ? null : "Enter zero or more.");
const validate = (values: typeof start): Faults => ({
  label: values.label.trim() ? null : "Give the account a name.",
  "config.starting_cash":
    isDecimal(values.cash) && signOf(values.cash) > 0 ? null : "Enter an amount above zero.",
  "config.fee_rate": orZero(values.feePercent),
  "config.slippage_bps": orZero(values.slippage),
  "config.latency_ms": /^\d{1,5}$/.test(values.latency) ? null : "Enter whole milliseconds.",
});

/** A paper account, as costly and slow as the venue it stands for. */
export function CreateAccount({ onDone }: { onDone: () => void }) {
  const form = useForm(start, validate);
  const create = useCreateAccount();
  const zone = useZone();
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!form.check()) return;
    const { label, cash, feePercent, slippage, latency } = form.values;
    create.mutate(
      {
        label: label.trim(),
        broker: "paper",
        timezone: zone,
        config: {
          starting_cash: cash.trim(),
          fee_rate: shiftPoint(feePercent, -2),
          slippage_bps: slippage.trim(),
          latency_ms: Number(latency),
        },
      },
      {
        onSuccess: (account) => {
          chooseAccount(account.account_id);
          toast("ok", `${account.label} is ready`);
          onDone();
        },
        onError: form.refuse,
      },
    );
  };
  const field = (
    name: Exclude<keyof typeof start, "label">,
    path: string,
    label: string,
    unit: string,
    help: string,
  ) => (
    <Field label={label} error={form.errorOf(path)} help={help}>
      {(control) => (
        <DecimalInput
          {...control}
          unit={unit}
          value={form.values[name]}
          onChange={(event) => form.set(name, event.target.value)}
          onBlur={() => form.touch(path)}
        />
      )}
    </Field>
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone()}
      title="Create a paper account"
      description="Live prices, simulated money. Make it as costly and slow as the venue you mean to use."
    >
      <form onSubmit={submit} noValidate className="grid gap-4">
        <Field label="Name" error={form.errorOf("label")} required>
          {(control) => (
            <Input
              {...control}
              value={form.values.label}
              onChange={(event) => form.set("label", event.target.value)}
              onBlur={() => form.touch("label")}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          {field("cash", "config.starting_cash", "Starting cash", "USD", "What the account begins with.")}
          {field("feePercent", "config.fee_rate", "Fee", "%", "Of the value of each fill.")}
          {field(
            "slippage",
            "config.slippage_bps",
            "Slippage",
            "bp",
            "How much worse than the quote a market order fills, in hundredths of a percent.",
          )}
          {field("latency", "config.latency_ms", "Latency", "ms", "How long the venue takes to answer.")}
        </div>
        {create.error && <ProblemNotice error={create.error} what="The account was not created" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onDone}>Cancel</Button>
          <Button type="submit" variant="primary" busy={create.isPending}>
            Create account
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
