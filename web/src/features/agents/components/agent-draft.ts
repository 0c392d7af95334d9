/** What a trader types into the agent form, and the two ways between it and the API's rules. Pure. */
import type { AgentInput, AgentRules, ProtectionMode, Side, SizingMode } from "@/shared/api";
import { LIMIT_RULES, limitOf, type LimitName } from "@/shared/limits";

export type DistanceMode = NonNullable<AgentInput["trailing_stop"]>["mode"];
export type PriceSource = NonNullable<AgentInput["entry_price"]>["source"];
export type Opposite = AgentInput["opposite"];

export interface Typed {
  name: string;
  accountIds: string[] | null;
  symbols: string[];
  sides: Side[];
  opposite: Opposite;
  pyramidingMax: string;
  sizingMode: SizingMode;
  sizingValue: string;
  sizingFromAlert: boolean;
  stopMode: ProtectionMode | "none";
  stopValue: string;
  targetMode: ProtectionMode | "none";
  targetValue: string;
  trailMode: DistanceMode | "none";
  trailValue: string;
  trailActivation: string;
  atrTimeframe: AgentInput["atr_timeframe"];
  entrySource: PriceSource | "none";
  entryOffset: string;
  entryMode: DistanceMode;
  delay: string;
  cancelAfter: string;
  exitCancelAfter: string;
  ageMax: string;
  limits: Record<LimitName, string>;
  symbolsAllowed: string[];
  symbolsDenied: string[];
  sessions: AgentInput["limits"]["sessions"];
  blackouts: AgentInput["limits"]["blackouts"];
  mapping: AgentInput["mapping"];
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
  trailing_stop: null,
  entry_price: null,
  pyramiding_max: 1,
  delay_s: null,
  cancel_after_s: null,
  exit_cancel_after_s: null,
  atr_timeframe: "1h",
  signal_age_max_s: 300,
  limits: {},
  mapping: null,
};

export function typedOf(input: AgentInput): Typed {
  const { limits } = input;
  return {
    name: input.name,
    accountIds: input.account_ids.length > 0 ? input.account_ids : null,
    symbols: input.symbols,
    sides: input.sides,
    opposite: input.opposite,
    pyramidingMax: input.pyramiding_max?.toString() ?? "",
    sizingMode: input.sizing.mode,
    sizingValue: input.sizing.value,
    sizingFromAlert: input.sizing_from_alert,
    stopMode: input.stop_loss?.mode ?? "none",
    stopValue: input.stop_loss?.value ?? "",
    targetMode: input.take_profit?.mode ?? "none",
    targetValue: input.take_profit?.value ?? "",
    trailMode: input.trailing_stop?.mode ?? "none",
    trailValue: input.trailing_stop?.value ?? "",
    trailActivation: input.trailing_stop?.activation ?? "",
    atrTimeframe: input.atr_timeframe,
    entrySource: input.entry_price?.source ?? "none",
    entryOffset: input.entry_price?.offset ?? "0",
    entryMode: input.entry_price?.mode ?? "price",
    delay: input.delay_s?.toString() ?? "",
    cancelAfter: input.cancel_after_s?.toString() ?? "",
    exitCancelAfter: input.exit_cancel_after_s?.toString() ?? "",
    ageMax: String(input.signal_age_max_s),
    limits: Object.fromEntries(
      LIMIT_RULES.map(({ name }) => [name, limits[name]?.toString() ?? ""]),
    ) as Typed["limits"],
    symbolsAllowed: limits.symbols_allowed ?? [],
    symbolsDenied: limits.symbols_denied ?? [],
    sessions: limits.sessions ?? [],
    blackouts: limits.blackouts ?? [],
    mapping: input.mapping,
    passphrase: "",
    isOpen: false,
    note: "",
  };
}

const seconds = (text: string) => (text.trim() ? Number(text) : null);

export function inputOfTyped(typed: Typed): AgentInput {
  const trail = typed.trailMode;
  return {
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
    trailing_stop:
      trail === "none"
        ? null
        : { mode: trail, value: typed.trailValue.trim(), activation: typed.trailActivation.trim() || null },
    entry_price:
      typed.entrySource === "none"
        ? null
        : { source: typed.entrySource, offset: typed.entryOffset.trim() || "0", mode: typed.entryMode },
    pyramiding_max: seconds(typed.pyramidingMax),
    delay_s: seconds(typed.delay),
    cancel_after_s: seconds(typed.cancelAfter),
    exit_cancel_after_s: seconds(typed.exitCancelAfter),
    atr_timeframe: typed.atrTimeframe,
    signal_age_max_s: Number(typed.ageMax),
    limits: {
      ...Object.fromEntries(LIMIT_RULES.map((rule) => [rule.name, limitOf(rule, typed.limits[rule.name])])),
      symbols_allowed: typed.symbolsAllowed,
      symbols_denied: typed.symbolsDenied,
      sessions: typed.sessions ?? [],
      blackouts: typed.blackouts ?? [],
    },
    mapping: typed.mapping,
    ...(typed.isOpen ? { passphrase: null } : typed.passphrase ? { passphrase: typed.passphrase } : {}),
    ...(typed.note.trim() ? { note: typed.note.trim() } : {}),
  };
}

/** The rules of an agent, or of one version of it, as the input that would make them again. */
export function inputOf(rules: AgentRules & { name: string }): AgentInput {
  return {
    name: rules.name,
    account_ids: rules.account_ids,
    sizing: rules.sizing as AgentInput["sizing"], // the server's modes are the ones it takes
    sizing_from_alert: rules.sizing_from_alert,
    symbols: rules.symbols,
    sides: rules.sides,
    opposite: rules.opposite,
    stop_loss: rules.stop_loss as AgentInput["stop_loss"],
    take_profit: rules.take_profit as AgentInput["take_profit"],
    trailing_stop: rules.trailing_stop as AgentInput["trailing_stop"],
    entry_price: rules.entry_price as AgentInput["entry_price"],
    pyramiding_max: rules.pyramiding_max,
    delay_s: rules.delay_s,
    cancel_after_s: rules.cancel_after_s,
    exit_cancel_after_s: rules.exit_cancel_after_s,
    atr_timeframe: rules.atr_timeframe as AgentInput["atr_timeframe"],
    signal_age_max_s: rules.signal_age_max_s,
    limits: rules.limits,
    mapping: rules.mapping as AgentInput["mapping"],
  };
}
