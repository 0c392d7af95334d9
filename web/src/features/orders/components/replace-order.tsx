import { useState } from "react";
import type { Order, ReplaceInput } from "@/shared/api";
import { formatDecimal, isDecimal, signOf } from "@/shared/format";
import { useForm, type Faults } from "@/shared/hooks/use-form";
import { useInstruments } from "@/shared/server";
import { Button, Dialog, Field, ProblemNotice, StepInput, toast } from "@/shared/ui";
import { useReplaceOrder } from "../api/orders";

interface Values {
  quantity: string;
  limit_price: string;
  stop_price: string;
}
type Name = keyof Values;

const labels: Record<Name, string> = {
  quantity: "Quantity",
  limit_price: "Limit price",
  stop_price: "Stop price",
};

function faultsOf(values: Values): Faults {
  const fault = (value: string) =>
    value === "" || (isDecimal(value) && signOf(value) > 0) ? null : "Write a number above zero.";
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fault(value as string)]));
}

/** Give a working order another size or other prices; the venue's answer decides when the new ones hold. */
export function ReplaceOrder({ order }: { order: Order }) {
  const [open, setOpen] = useState(false);
  const canReplace =
    (order.state === "working" || order.state === "partly_filled") && !order.cancel_requested;
  if (!canReplace || order.type === "market") return null;
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        Change…
      </Button>
      {open && <ReplaceDialog order={order} onClose={() => setOpen(false)} />}
    </>
  );
}

function ReplaceDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const replace = useReplaceOrder();
  const instrument = useInstruments().data?.find((each) => each.symbol === order.symbol);
  const names = (["quantity", "limit_price", "stop_price"] as const).filter((name) => order[name] !== null);
  const before: Values = {
    quantity: order.quantity,
    limit_price: order.limit_price ?? "",
    stop_price: order.stop_price ?? "",
  };
  const form = useForm(before, faultsOf);
  const changed = names.filter((name) => form.values[name].trim() !== before[name]);
  const send = () => {
    if (!form.check() || changed.length === 0) return;
    const change: ReplaceInput = Object.fromEntries(changed.map((name) => [name, form.values[name].trim()]));
    replace.mutate(
      { orderId: order.order_id, change },
      {
        onSuccess: () => {
          toast("ok", "Change asked for", "The order shows the new values when the venue confirms them.");
          onClose();
        },
        onError: form.refuse,
      },
    );
  };
  const summary = changed
    .map(
      (name) =>
        `${labels[name].toLowerCase()} ${formatDecimal(before[name])} → ${formatDecimal(form.values[name])}`,
    )
    .join(", ");
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Change ${order.side} ${order.symbol}`}
      description={`${formatDecimal(order.filled_quantity)} is filled and stays. The quantity is the new total, what has filled included.`}
      footer={
        <>
          <p role="status" className="mr-auto self-center text-sm text-ink-soft">
            {summary || "Nothing is changed yet."}
          </p>
          <Button onClick={onClose}>Keep as it is</Button>
          <Button variant="primary" busy={replace.isPending} disabled={changed.length === 0} onClick={send}>
            Change order
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {names.map((name) => (
          <Field key={name} label={labels[name]} error={form.errorOf(name)}>
            {(control) => (
              <StepInput
                {...control}
                value={form.values[name]}
                step={(name === "quantity" ? instrument?.lot_step : instrument?.tick) ?? "0.01"}
                onChange={(next) => form.set(name, next)}
                onBlur={() => form.touch(name)}
              />
            )}
          </Field>
        ))}
        {replace.error && <ProblemNotice error={replace.error} what="The order was not changed" />}
      </div>
    </Dialog>
  );
}
