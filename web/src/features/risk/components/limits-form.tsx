import type { SyntheticEvent } from "react";
import type { Limits, RiskUsage } from "@/shared/api";
import { cn } from "@/shared/cn";
import { compareDecimals, isDecimal, signOf } from "@/shared/format";
import { useForm, type Faults } from "@/shared/hooks/use-form";
import { Button, DecimalInput, Field, Figure, ProblemNotice, toast } from "@/shared/ui";
import { useSaveLimits } from "../api/risk";

interface Typed {
  loss_daily_max: string;
  trades_daily_max: string;
  positions_max: string;
  order_notional_max: string;
}

const typed = (limits: Limits): Typed => ({
  loss_daily_max: limits.loss_daily_max ?? "",
  trades_daily_max: limits.trades_daily_max?.toString() ?? "",
  positions_max: limits.positions_max?.toString() ?? "",
  order_notional_max: limits.order_notional_max ?? "",
});

const amount = (text: string) =>
  !text.trim() || (isDecimal(text) && signOf(text) > 0)
    ? null
    : "Enter an amount above zero, or leave it empty for no limit.";
const count = (text: string) =>
  !text.trim() || /^\d{1,6}$/.test(text.trim())
    ? null
    : "Enter a whole number, or leave it empty for no limit.";

const validate = (values: Typed): Faults => ({
  loss_daily_max: amount(values.loss_daily_max),
  trades_daily_max: count(values.trades_daily_max),
  positions_max: count(values.positions_max),
  order_notional_max: amount(values.order_notional_max),
});

const toLimits = (values: Typed): Limits => ({
  loss_daily_max: values.loss_daily_max.trim() || null,
  trades_daily_max: values.trades_daily_max.trim() ? Number(values.trades_daily_max) : null,
  positions_max: values.positions_max.trim() ? Number(values.positions_max) : null,
  order_notional_max: values.order_notional_max.trim() || null,
});

interface LimitsFormProps {
  /** The account they hold for; without it, all of the trader's accounts. */
  accountId?: string;
  limits: Limits;
  currency: string;
  usage?: RiskUsage | undefined;
}

export function LimitsForm({ accountId, limits, currency, usage }: LimitsFormProps) {
  const form = useForm(typed(limits), validate);
  const save = useSaveLimits();

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!form.check()) return;
    const next = toLimits(form.values);
    save.mutate(accountId ? { accounts: { [accountId]: next } } : { user: next }, {
      onSuccess: () => {
        form.replace(form.values);
        toast("ok", "Limits saved", "They govern the very next order.");
      },
      onError: (error) => form.refuse(error),
    });
  };

  const field = (name: keyof Typed, label: string, unit: string, help: string, used?: React.ReactNode) => (
    <Field label={label} error={form.errorOf(name)} help={help}>
      {(control) => (
        <>
          <DecimalInput
            {...control}
            unit={unit}
            placeholder="no limit"
            value={form.values[name]}
            onChange={(event) => form.set(name, event.target.value)}
            onBlur={() => form.touch(name)}
          />
          {used}
        </>
      )}
    </Field>
  );

  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        {field(
          "loss_daily_max",
          "Maximum daily loss",
          currency,
          "Realised and open loss since the day began. Past it, new entries are denied until the next day.",
          usage && <Used value={usage.loss_daily} limit={limits.loss_daily_max} decimals={2} />,
        )}
        {field(
          "trades_daily_max",
          "Trades a day",
          "orders",
          "Orders that open or add to a position.",
          usage && (
            <Used value={String(usage.trades_daily)} limit={limits.trades_daily_max?.toString() ?? null} />
          ),
        )}
        {field(
          "positions_max",
          "Open positions",
          "symbols",
          "How many symbols may be held at once.",
          usage && <Used value={String(usage.positions)} limit={limits.positions_max?.toString() ?? null} />,
        )}
        {field("order_notional_max", "Largest order", currency, "Quantity times price of a single order.")}
      </div>
      {save.error && <ProblemNotice error={save.error} what="The limits were not changed" />}
      <div className="flex flex-wrap items-center justify-end gap-3">
        <p className="mr-auto text-xs text-ink-soft">
          {form.isChanged
            ? "Changed, not saved. Orders that reduce a position are never denied by these limits."
            : "An empty field sets no limit."}
        </p>
        <Button type="submit" variant="primary" busy={save.isPending} disabled={!form.isChanged}>
          Save limits
        </Button>
      </div>
    </form>
  );
}

/** How much of a limit is used today; the bar is a picture of the sentence beside it. */
function Used({ value, limit, decimals }: { value: string | null; limit: string | null; decimals?: number }) {
  if (value === null)
    return (
      <p className="text-xs text-warn">Not known while a held symbol has no price; entries are denied.</p>
    );
  const used = signOf(value) < 0 ? "0" : value; // a day in profit has used nothing of its loss limit
  if (limit === null) {
    return (
      <p className="text-xs text-ink-soft">
        <Figure value={used} decimals={decimals ?? 0} /> now
      </p>
    );
  }
  // A width on the screen, not money: a float is exact enough.
  const share = Number(limit) > 0 ? Math.min(1, Number(used) / Number(limit)) : 1;
  const isOver = compareDecimals(used, limit) >= 0;
  return (
    <div className="flex items-center gap-2 text-xs text-ink-soft">
      <span aria-hidden className="h-1.5 flex-1 overflow-hidden rounded-full bg-line">
        <span
          className={cn(
            "block h-full rounded-full",
            isOver ? "bg-danger" : share >= 0.75 ? "bg-warn" : "bg-accent",
          )}
          style={{ width: `${share * 100}%` }}
        />
      </span>
      <span className={cn(isOver && "font-medium text-danger")}>
        <Figure value={used} decimals={decimals ?? 0} /> of <Figure value={limit} decimals={decimals ?? 0} />{" "}
        used
      </span>
    </div>
  );
}
