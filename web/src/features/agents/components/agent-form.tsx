import { useState, type SyntheticEvent } from "react";
import type { AgentInput, ProtectionMode, Side, SizingMode } from "@/shared/api";
import { isDecimal, signOf } from "@/shared/format";
import { useForm, type Faults } from "@/shared/hooks/use-form";
import { useAccounts, useCurrentAccount, useInstruments } from "@/shared/server";
import {
  Button,
  Card,
  CardBody,
  CardHeader,
  Checkbox,
  DecimalInput,
  Field,
  FieldSet,
  Input,
  NativeSelect,
  ProblemNotice,
  Segmented,
} from "@/shared/ui";
import { summaryOf } from "./agent-words";
import { SymbolPicker } from "./symbol-picker";

interface Typed {
  name: string;
  accountIds: string[] | null;
  sizingMode: SizingMode;
  sizingValue: string;
  sizingFromAlert: boolean;
  symbols: string[];
  sides: Side[];
  opposite: AgentInput["opposite"];
  stopMode: ProtectionMode | "none";
  stopValue: string;
  targetMode: ProtectionMode | "none";
  targetValue: string;
  ageMax: string;
  lossMax: string;
  tradesMax: string;
  positionsMax: string;
  notionalMax: string;
  passphrase: string;
  isOpen: boolean;
  note: string;
}

export const freshAgent: AgentInput = {
  name: "",
  account_ids: [],
  sizing: { mode: "percent_equity", value: "5" },
  sizing_from_alert: true,
  symbols: [],
  sides: ["buy", "sell"],
  opposite: "reverse",
  stop_loss: null,
  take_profit: null,
  signal_age_max_s: 300,
  limits: { loss_daily_max: null, trades_daily_max: null, positions_max: null, order_notional_max: null },
};

const fromInput = (input: AgentInput): Typed => ({
  name: input.name,
  accountIds: input.account_ids.length > 0 ? input.account_ids : null,
  sizingMode: input.sizing.mode,
  sizingValue: input.sizing.value,
  sizingFromAlert: input.sizing_from_alert,
  symbols: input.symbols,
  sides: input.sides,
  opposite: input.opposite,
  stopMode: input.stop_loss?.mode ?? "none",
  stopValue: input.stop_loss?.value ?? "",
  targetMode: input.take_profit?.mode ?? "none",
  targetValue: input.take_profit?.value ?? "",
  ageMax: String(input.signal_age_max_s),
  lossMax: input.limits.loss_daily_max ?? "",
  tradesMax: input.limits.trades_daily_max?.toString() ?? "",
  positionsMax: input.limits.positions_max?.toString() ?? "",
  notionalMax: input.limits.order_notional_max ?? "",
  passphrase: "",
  isOpen: false,
  note: "",
});

const toInput = (typed: Typed): AgentInput => ({
  name: typed.name.trim(),
  account_ids: typed.accountIds ?? [],
  sizing: { mode: typed.sizingMode, value: typed.sizingValue.trim() },
  sizing_from_alert: typed.sizingFromAlert,
  symbols: typed.symbols,
  sides: typed.sides,
  opposite: typed.opposite,
  stop_loss: typed.stopMode === "none" ? null : { mode: typed.stopMode, value: typed.stopValue.trim() },
  take_profit:
    typed.targetMode === "none" ? null : { mode: typed.targetMode, value: typed.targetValue.trim() },
  signal_age_max_s: Number(typed.ageMax),
  limits: {
    loss_daily_max: typed.lossMax.trim() || null,
    trades_daily_max: typed.tradesMax.trim() ? Number(typed.tradesMax) : null,
    positions_max: typed.positionsMax.trim() ? Number(typed.positionsMax) : null,
    order_notional_max: typed.notionalMax.trim() || null,
  },
  ...(typed.isOpen ? { passphrase: null } : typed.passphrase ? { passphrase: typed.passphrase } : {}),
  ...(typed.note.trim() ? { note: typed.note.trim() } : {}),
});

const above = (text: string) => (isDecimal(text) && signOf(text) > 0 ? null : "Enter a number above zero.");
const aboveOrEmpty = (text: string) => (text.trim() ? above(text) : null);
const countOrEmpty = (text: string) =>
  !text.trim() || /^\d{1,6}$/.test(text.trim()) ? null : "Enter a whole number.";
const percent = (text: string, max = 100) =>
  above(text) ?? (Number(text) <= max ? null : `Enter a percentage up to ${max}.`);

/** Field names are the API's, so that a fault found by the server stands at its field. */
const validate = (typed: Typed): Faults => ({
  name: typed.name.trim() ? null : "Give the agent a name you will recognise in lists.",
  account_ids:
    typed.accountIds === null || typed.accountIds.length > 0
      ? null
      : "Choose at least one account to trade on.",
  "sizing.value":
    typed.sizingMode === "percent_equity" || typed.sizingMode === "risk_percent"
      ? percent(typed.sizingValue)
      : above(typed.sizingValue),
  sides: typed.sides.length > 0 ? null : "Allow at least one side.",
  stop_loss:
    typed.sizingMode === "risk_percent" && typed.stopMode === "none" && !typed.sizingFromAlert
      ? "Sizing by risk needs a stop-loss to measure the risk to."
      : null,
  "stop_loss.value":
    typed.stopMode === "none"
      ? null
      : typed.stopMode === "percent"
        ? percent(typed.stopValue)
        : above(typed.stopValue),
  "take_profit.value": typed.targetMode === "none" ? null : above(typed.targetValue),
  signal_age_max_s:
    /^\d{1,6}$/.test(typed.ageMax.trim()) && Number(typed.ageMax) > 0 ? null : "Enter seconds, above zero.",
  passphrase: typed.passphrase && typed.passphrase.length < 4 ? "Use at least 4 characters." : null,
  "limits.loss_daily_max": aboveOrEmpty(typed.lossMax),
  "limits.trades_daily_max": countOrEmpty(typed.tradesMax),
  "limits.positions_max": countOrEmpty(typed.positionsMax),
  "limits.order_notional_max": aboveOrEmpty(typed.notionalMax),
});

const sizingModes: { value: SizingMode; label: string; unit: (currency: string) => string; help: string }[] =
  [
    {
      value: "percent_equity",
      label: "Percent of equity",
      unit: () => "%",
      help: "Of the account's equity at the moment of the order.",
    },
    {
      value: "risk_percent",
      label: "Risk to the stop",
      unit: () => "%",
      help: "What a hit stop-loss may cost, of equity. Needs a stop.",
    },
    {
      value: "notional",
      label: "Amount",
      unit: (currency) => currency,
      help: "Price times quantity of each order.",
    },
    {
      value: "fixed",
      label: "Fixed quantity",
      unit: () => "units",
      help: "Shares, coins or contracts of each order.",
    },
  ];

interface AgentFormProps {
  initial: AgentInput;
  verb: string;
  isEdit?: boolean;
  hasPassphrase?: boolean;
  busy: boolean;
  error: unknown;
  onSave: (input: AgentInput, refuse: (error: unknown) => void) => void;
}

export function AgentForm({ initial, verb, isEdit, hasPassphrase, busy, error, onSave }: AgentFormProps) {
  const accounts = useAccounts();
  const instruments = useInstruments();
  const current = useCurrentAccount()?.account_id;
  const [start] = useState(() => fromInput(initial));
  const form = useForm(start, validate);
  const { values, set } = form;
  // Until the trader chooses, a new agent trades on the account the frame is about.
  const accountIds = values.accountIds ?? (current ? [current] : []);
  const chosen = accounts.data?.filter((account) => accountIds.includes(account.account_id)) ?? [];
  const currency = chosen[0]?.currency ?? accounts.data?.[0]?.currency ?? "USD";
  const sizing = sizingModes.find((each) => each.value === values.sizingMode);
  const input = toInput({ ...values, accountIds });

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const faults = validate({ ...values, accountIds });
    form.check();
    if (Object.values(faults).some(Boolean)) return;
    onSave(input, form.refuse);
  };
  const decimal = (name: keyof Typed, path: string, unit: string, placeholder?: string) =>
    function Control(control: React.ComponentProps<typeof DecimalInput>) {
      return (
        <DecimalInput
          {...control}
          unit={unit}
          placeholder={placeholder}
          value={values[name] as string}
          onChange={(event) => set(name, event.target.value as never)}
          onBlur={() => form.touch(path)}
        />
      );
    };

  return (
    <form
      onSubmit={submit}
      noValidate
      className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]"
    >
      <div className="grid gap-4">
        <Card aria-label="What and where">
          <CardHeader title="What and where" />
          <CardBody className="grid gap-5">
            <Field label="Name" error={form.errorOf("name")} required>
              {(control) => (
                <Input
                  {...control}
                  value={values.name}
                  placeholder="Trend follower, BTC 1h"
                  onChange={(event) => set("name", event.target.value)}
                  onBlur={() => form.touch("name")}
                />
              )}
            </Field>
            <FieldSet legend="Accounts" help="Each alert makes one order on every chosen account.">
              {accounts.data?.map((account) => (
                <Checkbox
                  key={account.account_id}
                  checked={accountIds.includes(account.account_id)}
                  onCheckedChange={(checked) =>
                    set(
                      "accountIds",
                      checked === true
                        ? [...accountIds, account.account_id]
                        : accountIds.filter((id) => id !== account.account_id),
                    )
                  }
                  label={
                    <>
                      {account.label}{" "}
                      <span className="text-ink-soft">
                        {account.environment === "live" ? "live, real money" : "paper, simulated money"}
                      </span>
                    </>
                  }
                />
              ))}
              {form.errorOf("account_ids") && (
                <p className="text-xs text-danger">{form.errorOf("account_ids")}</p>
              )}
            </FieldSet>
            <SymbolPicker
              value={values.symbols}
              onChange={(symbols) => set("symbols", symbols)}
              instruments={instruments.data ?? []}
            />
            <FieldSet legend="Sides">
              <div className="flex flex-wrap gap-5">
                {(["buy", "sell"] as const).map((side) => (
                  <Checkbox
                    key={side}
                    checked={values.sides.includes(side)}
                    onCheckedChange={(checked) =>
                      set(
                        "sides",
                        (["buy", "sell"] as const).filter((each) =>
                          each === side ? checked === true : values.sides.includes(each),
                        ),
                      )
                    }
                    label={side === "buy" ? "Buy" : "Sell"}
                  />
                ))}
              </div>
              {form.errorOf("sides") && <p className="text-xs text-danger">{form.errorOf("sides")}</p>}
            </FieldSet>
            <Field
              label="A signal against the open position"
              help="What a sell does to a long position, and a buy to a short one."
            >
              {(control) => (
                <NativeSelect
                  {...control}
                  value={values.opposite}
                  onChange={(event) => set("opposite", event.target.value as AgentInput["opposite"])}
                >
                  <option value="reverse">Reverses it</option>
                  <option value="close">Only closes it</option>
                  <option value="ignore">Is ignored</option>
                </NativeSelect>
              )}
            </Field>
          </CardBody>
        </Card>

        <Card aria-label="How much">
          <CardHeader title="How much" />
          <CardBody className="grid gap-5">
            <Segmented<SizingMode>
              className="justify-self-start"
              label="Sizing"
              value={values.sizingMode}
              onChange={(mode) => set("sizingMode", mode)}
              options={sizingModes}
            />
            <Field
              label={sizing?.label ?? "Size"}
              help={sizing?.help}
              error={form.errorOf("sizing.value")}
              required
              className="max-w-xs"
            >
              {decimal("sizingValue", "sizing.value", sizing?.unit(currency) ?? "")}
            </Field>
            <Checkbox
              checked={values.sizingFromAlert}
              onCheckedChange={(checked) => set("sizingFromAlert", checked === true)}
              label="Let the alert name its own size"
            />
          </CardBody>
        </Card>

        <Card aria-label="Stop and target">
          <CardHeader title="Stop and target" note="used when the alert names none" />
          <CardBody className="grid gap-5 sm:grid-cols-2">
            <ProtectionFields
              label="Stop-loss"
              mode={values.stopMode}
              modes={["none", "percent", "price"]}
              error={form.errorOf("stop_loss")}
              onMode={(mode) => set("stopMode", mode)}
            >
              {(unit) => (
                <Field label="Stop-loss value" error={form.errorOf("stop_loss.value")} required>
                  {decimal("stopValue", "stop_loss.value", unit)}
                </Field>
              )}
            </ProtectionFields>
            <ProtectionFields
              label="Take-profit"
              mode={values.targetMode}
              modes={["none", "percent", "risk_reward", "price"]}
              onMode={(mode) => set("targetMode", mode)}
            >
              {(unit) => (
                <Field label="Take-profit value" error={form.errorOf("take_profit.value")} required>
                  {decimal("targetValue", "take_profit.value", unit)}
                </Field>
              )}
            </ProtectionFields>
          </CardBody>
        </Card>

        <Card aria-label="Limits of this agent">
          <CardHeader
            title="Limits of this agent"
            note="empty means no limit of its own; your limits on Risk hold all the same"
          />
          <CardBody className="grid gap-5 sm:grid-cols-2">
            <Field label="Maximum daily loss" error={form.errorOf("limits.loss_daily_max")}>
              {decimal("lossMax", "limits.loss_daily_max", currency, "no limit")}
            </Field>
            <Field label="Trades a day" error={form.errorOf("limits.trades_daily_max")}>
              {decimal("tradesMax", "limits.trades_daily_max", "orders", "no limit")}
            </Field>
            <Field label="Open positions" error={form.errorOf("limits.positions_max")}>
              {decimal("positionsMax", "limits.positions_max", "symbols", "no limit")}
            </Field>
            <Field label="Largest order" error={form.errorOf("limits.order_notional_max")}>
              {decimal("notionalMax", "limits.order_notional_max", currency, "no limit")}
            </Field>
            <Field
              label="Oldest alert"
              error={form.errorOf("signal_age_max_s")}
              help="Alerts that fired earlier than this are refused."
            >
              {decimal("ageMax", "signal_age_max_s", "s")}
            </Field>
            <Field
              label="Passphrase"
              error={form.errorOf("passphrase")}
              help={
                hasPassphrase
                  ? "One is set. Leave this empty to keep it; alerts must carry it as “passphrase”."
                  : "When set, alerts must carry it as “passphrase”."
              }
              optional
            >
              {(control) => (
                <Input
                  {...control}
                  autoComplete="off"
                  spellCheck={false}
                  disabled={values.isOpen}
                  value={values.passphrase}
                  onChange={(event) => set("passphrase", event.target.value)}
                  onBlur={() => form.touch("passphrase")}
                />
              )}
            </Field>
            {hasPassphrase && (
              <Checkbox
                checked={values.isOpen}
                onCheckedChange={(checked) => set("isOpen", checked === true)}
                label="Remove the passphrase"
              />
            )}
          </CardBody>
        </Card>
      </div>

      <Card aria-label="Summary" className="lg:sticky lg:top-18">
        <CardHeader title="What will happen" />
        <CardBody className="grid gap-4">
          <ul className="grid gap-2 text-sm">
            {summaryOf(
              input,
              chosen.map((account) => account.label),
              currency,
            ).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          {isEdit && (
            <Field label="Note for this version" optional>
              {(control) => (
                <Input
                  {...control}
                  value={values.note}
                  placeholder="Why it changed"
                  onChange={(event) => set("note", event.target.value)}
                />
              )}
            </Field>
          )}
          {error ? <ProblemNotice error={error} what="The agent was not saved" /> : null}
          <Button type="submit" variant="primary" size="lg" busy={busy}>
            {verb}
          </Button>
        </CardBody>
      </Card>
    </form>
  );
}

type Mode = ProtectionMode | "none";
const modeWords: Record<Mode, { label: string; unit: string }> = {
  none: { label: "None", unit: "" },
  percent: { label: "Percent from entry", unit: "%" },
  price: { label: "At a price", unit: "price" },
  risk_reward: { label: "Multiple of the risk", unit: "× risk" },
};

interface ProtectionFieldsProps {
  label: string;
  mode: Mode;
  modes: readonly Mode[];
  error?: string | null;
  onMode: (mode: Mode) => void;
  children: (unit: string) => React.ReactNode;
}

function ProtectionFields({ label, mode, modes, error, onMode, children }: ProtectionFieldsProps) {
  return (
    <div className="grid content-start gap-3">
      <Field label={label} error={error}>
        {(control) => (
          <NativeSelect {...control} value={mode} onChange={(event) => onMode(event.target.value as Mode)}>
            {modes.map((each) => (
              <option key={each} value={each}>
                {modeWords[each].label}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      {mode !== "none" && children(modeWords[mode].unit)}
    </div>
  );
}
