/** The emulated broker's settings as a form has them: empty text means "as the strategy says". */
import type { components } from "@/gen/schema";
import { isDecimal, signOf } from "@/shared/format";
import type { Faults } from "@/shared/hooks/use-form";

export type SettingsInput = components["schemas"]["SettingsInput"];

export interface TypedSettings {
  initial_capital: string;
  commission_mode: string;
  commission_value: string;
  slippage_ticks: string;
  quantity_mode: string;
  quantity_value: string;
  pyramiding: string;
  fill_mode: string;
  close_entries_rule: string;
  process_orders_on_close: string;
}

export const untouched: TypedSettings = {
  initial_capital: "",
  commission_mode: "percent",
  commission_value: "",
  slippage_ticks: "",
  quantity_mode: "",
  quantity_value: "",
  pyramiding: "",
  fill_mode: "",
  close_entries_rule: "",
  process_orders_on_close: "",
};

/** The names that go to the server; commission and size go in pairs. */
export function toSettings(typed: TypedSettings): SettingsInput {
  const told: Record<string, unknown> = {};
  const text = (name: keyof TypedSettings) => typed[name].trim();
  if (text("initial_capital")) told["initial_capital"] = text("initial_capital");
  if (text("commission_value")) {
    told["commission_mode"] = typed.commission_mode;
    told["commission_value"] = text("commission_value");
  }
  if (text("slippage_ticks")) told["slippage_ticks"] = Number(text("slippage_ticks"));
  if (typed.quantity_mode) {
    told["quantity_mode"] = typed.quantity_mode;
    told["quantity_value"] = text("quantity_value");
  }
  if (text("pyramiding")) told["pyramiding"] = Number(text("pyramiding"));
  if (typed.fill_mode) told["fill_mode"] = typed.fill_mode;
  if (typed.close_entries_rule) told["close_entries_rule"] = typed.close_entries_rule;
  if (typed.process_orders_on_close)
    told["process_orders_on_close"] = typed.process_orders_on_close === "yes";
  return told;
}

/** Fill the form from what an earlier run was given. */
export function fromSettings(given: Readonly<Record<string, unknown>>): TypedSettings {
  const text = (name: string) => {
    const value = given[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  const onClose = given["process_orders_on_close"];
  return {
    initial_capital: text("initial_capital"),
    commission_mode: text("commission_mode") || "percent",
    commission_value: text("commission_value"),
    slippage_ticks: text("slippage_ticks"),
    quantity_mode: text("quantity_mode"),
    quantity_value: text("quantity_value"),
    pyramiding: text("pyramiding"),
    fill_mode: text("fill_mode"),
    close_entries_rule: text("close_entries_rule"),
    process_orders_on_close: onClose === true ? "yes" : onClose === false ? "no" : "",
  };
}

const positive = (text: string) =>
  isDecimal(text) && signOf(text) > 0 ? null : "Enter an amount above zero.";
const notNegative = (text: string) => (isDecimal(text) && signOf(text) >= 0 ? null : "Enter zero or more.");
const whole = (text: string) => (/^\d{1,4}$/.test(text.trim()) ? null : "Enter a whole number.");
const given = (text: string, check: (text: string) => string | null) => (text.trim() ? check(text) : null);

export function settingsFaults(typed: TypedSettings): Faults {
  return {
    "settings.initial_capital": given(typed.initial_capital, positive),
    "settings.commission_value": given(typed.commission_value, notNegative),
    "settings.slippage_ticks": given(typed.slippage_ticks, whole),
    "settings.quantity_value": typed.quantity_mode ? positive(typed.quantity_value) : null,
    "settings.pyramiding": given(typed.pyramiding, whole),
  };
}
