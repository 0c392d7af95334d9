/** What is filled in on a ticket, as it is typed, and the request it means. Only what the chosen action and type have is sent. */
import type { Account, Instrument, OrderInput } from "@/shared/api";
import { isDecimal, signOf } from "@/shared/format";
import type { Faults } from "@/shared/hooks/use-form";
import type { TicketStart } from "@/shared/ticket";
import { instantIn } from "./zoned";

export type TicketAction = NonNullable<OrderInput["action"]>;
export type TicketType = NonNullable<OrderInput["type"]>;
export type QtyMode = NonNullable<OrderInput["qty_mode"]>;
export type Term = NonNullable<OrderInput["time_in_force"]>;
export type PriceSource = "typed" | NonNullable<OrderInput["price_from"]>["source"];
export type StopMode = "none" | "price" | "percent" | "ticks" | "pips" | "atr";
export type TargetMode = StopMode | "risk_reward";

export interface Draft {
  account_id: string;
  symbol: string;
  action: TicketAction;
  type: TicketType;
  qty_mode: QtyMode;
  qty: string;
  target_quantity: string;
  price_source: PriceSource;
  limit_price: string;
  price_offset: string;
  stop_price: string;
  trail_mode: Exclude<StopMode, "none">;
  trail_value: string;
  time_in_force: Term;
  expires_at: string;
  sl_mode: StopMode;
  sl_value: string;
  tp_mode: TargetMode;
  tp_value: string;
  trailing_mode: StopMode;
  trailing_value: string;
  trailing_activation: string;
  reduce_only: boolean;
  post_only: boolean;
  extended_hours: boolean;
  cancel_after_s: string;
  delay_s: string;
}

export function startDraft(
  start: TicketStart,
  account: Account | undefined,
  instruments: readonly Instrument[],
): Draft {
  return {
    account_id: start.account_id ?? account?.account_id ?? "",
    symbol: start.symbol ?? (account?.broker === "paper" ? instruments[0]?.symbol : undefined) ?? "",
    action: start.action ?? "buy",
    type: "market",
    qty_mode: "fixed",
    qty: "",
    target_quantity: "",
    price_source: "typed",
    limit_price: "",
    price_offset: "0",
    stop_price: "",
    trail_mode: "percent",
    trail_value: "",
    time_in_force: "gtc",
    expires_at: "",
    sl_mode: "none",
    sl_value: "",
    tp_mode: "none",
    tp_value: "",
    trailing_mode: "none",
    trailing_value: "",
    trailing_activation: "",
    reduce_only: false,
    post_only: false,
    extended_hours: false,
    cancel_after_s: "",
    delay_s: "",
  };
}

/** Which parts of the ticket the action and the type have. */
export function partsOf({ action, type, price_source }: Draft) {
  const isOpening = action === "buy" || action === "sell" || action === "add";
  const isResting = type !== "market" && action !== "breakeven";
  return {
    quantity: action !== "target" && action !== "breakeven",
    quantityNeeded: isOpening,
    targetQuantity: action === "target",
    type: action !== "breakeven",
    limit: action !== "breakeven" && (type === "limit" || type === "stop_limit"),
    limitTyped: price_source === "typed",
    stop: action !== "breakeven" && (type === "stop" || type === "stop_limit"),
    trail: action !== "breakeven" && type === "trailing_stop",
    bracket: isOpening || action === "reverse" || action === "target",
    term: isResting,
  };
}

const needsStop: ReadonlySet<QtyMode> = new Set(["risk_percent", "risk_money"]);

function positive(value: string, isNeeded: boolean, what: string): string | null {
  if (!value.trim()) return isNeeded ? `Say ${what}.` : null;
  return isDecimal(value) && signOf(value) > 0 ? null : "Write a number above zero, such as 0.5.";
}

function seconds(value: string): string | null {
  if (!value.trim()) return null;
  const count = Number(value);
  return Number.isInteger(count) && count >= 1 && count <= 86_400
    ? null
    : "Whole seconds, at most 86 400 (a day).";
}

/** What is still missing or cannot be meant; the venue's and the risk rules are the server's to tell. */
export function faultsOf(draft: Draft): Faults {
  const has = partsOf(draft);
  const hasStop = draft.sl_mode !== "none" || draft.trailing_mode !== "none";
  return {
    symbol: draft.symbol ? null : "Choose a symbol.",
    qty: has.quantity ? positive(draft.qty, has.quantityNeeded, "how much") : null,
    target_quantity:
      has.targetQuantity && !isDecimal(draft.target_quantity)
        ? "Say how many units to hold: 0.5, −2, or 0 for none."
        : null,
    limit_price: has.limit && has.limitTyped ? positive(draft.limit_price, true, "the limit price") : null,
    price_offset:
      has.limit && !has.limitTyped && !isDecimal(draft.price_offset) ? "A number such as −0.05." : null,
    stop_price: has.stop ? positive(draft.stop_price, true, "the stop price") : null,
    trail_value: has.trail ? positive(draft.trail_value, true, "how far it stays behind") : null,
    sl_value: draft.sl_mode !== "none" ? positive(draft.sl_value, true, "where the stop stands") : null,
    tp_value: draft.tp_mode !== "none" ? positive(draft.tp_value, true, "where the target stands") : null,
    trailing_value:
      draft.trailing_mode !== "none" ? positive(draft.trailing_value, true, "how far it trails") : null,
    trailing_activation: positive(draft.trailing_activation, false, ""),
    sl_mode:
      has.quantityNeeded && needsStop.has(draft.qty_mode) && !hasStop
        ? "Sizing by risk needs a stop: it divides the risk by the distance to it."
        : null,
    expires_at: has.term && draft.time_in_force === "gtd" && !draft.expires_at ? "Say until when." : null,
    cancel_after_s: seconds(draft.cancel_after_s),
    delay_s: seconds(draft.delay_s),
  };
}

export function isReady(draft: Draft): boolean {
  return draft.account_id !== "" && Object.values(faultsOf(draft)).every((fault) => !fault);
}

/** The request that the draft means; local times are read in the trader's `zone`. */
export function bodyOf(draft: Draft, zone: string): OrderInput {
  const has = partsOf(draft);
  const body: OrderInput = {
    account_id: draft.account_id,
    symbol: draft.symbol,
    action: draft.action,
  };
  if (has.type) body.type = draft.type;
  if (has.quantity && draft.qty.trim())
    Object.assign(body, { qty_mode: draft.qty_mode, qty: draft.qty.trim() });
  if (has.targetQuantity) body.target_quantity = draft.target_quantity.trim();
  if (has.limit && has.limitTyped) body.limit_price = draft.limit_price.trim();
  if (has.limit && draft.price_source !== "typed")
    body.price_from = { source: draft.price_source, offset: draft.price_offset.trim(), mode: "price" };
  if (has.stop) body.stop_price = draft.stop_price.trim();
  if (has.trail) body.trail = { mode: draft.trail_mode, value: draft.trail_value.trim() };
  if (has.term) body.time_in_force = draft.time_in_force;
  if (has.term && draft.time_in_force === "gtd") body.expires_at = instantIn(draft.expires_at, zone);
  if (has.bracket) {
    if (draft.sl_mode !== "none") body.sl = { mode: draft.sl_mode, value: draft.sl_value.trim() };
    if (draft.tp_mode !== "none") body.tp = { mode: draft.tp_mode, value: draft.tp_value.trim() };
    if (draft.trailing_mode !== "none")
      body.trailing_stop = {
        mode: draft.trailing_mode,
        value: draft.trailing_value.trim(),
        activation: draft.trailing_activation.trim() || null,
      };
  }
  for (const flag of ["reduce_only", "post_only", "extended_hours"] as const)
    if (draft[flag]) body[flag] = true;
  for (const wait of ["cancel_after_s", "delay_s"] as const)
    if (draft[wait].trim()) body[wait] = Number(draft[wait]);
  return body;
}
