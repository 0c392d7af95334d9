/** A decision as the server tells it, with names for what the screen reads. Its parts are open documents on the wire. */
import type { AlertPreview } from "./api";

export interface AskedRule {
  rule: string;
  scope: string;
  value: string;
  limit: string;
  used_percent: string | null;
  outcome: string;
}

export interface Change {
  field: string;
  value: string;
  words: string;
}

export interface PlannedOrder {
  order_id: string;
  leg: string;
  symbol: string;
  side: "buy" | "sell";
  type: string;
  quantity: string;
  limit_price: string | null;
  stop_price: string | null;
  reduce_only: boolean;
  is_managed: boolean;
}

type Verdict = "approved" | "denied" | "reduced" | "ignored" | "unavailable";

export interface Target {
  accountId: string;
  verdict: Verdict;
  reason: string | null;
  rules: AskedRule[];
  changes: Change[];
  sizing: { words: string; notional: string | null } | null;
  meaning: string | null;
  entry: string | null;
  stop: string | null;
  target: string | null;
  orders: PlannedOrder[];
  steps: string[];
}

const text = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : null;

const part = (document: unknown, name: string): unknown =>
  typeof document === "object" && document !== null ? (document as Record<string, unknown>)[name] : undefined;

/** What would become of the message in one account. */
export function targetOf(answer: AlertPreview["targets"][number]): Target {
  const change = answer.smallest_change as (Change & { also?: Change[] }) | null;
  const words = text(part(answer.sizing, "words"));
  return {
    accountId: answer.account_id,
    verdict: answer.verdict,
    reason: answer.reason,
    rules: answer.rules as unknown as AskedRule[],
    changes: change ? [change, ...(change.also ?? [])] : [],
    sizing: words ? { words, notional: text(part(answer.sizing, "notional")) } : null,
    meaning: text(part(part(answer.decision, "meaning"), "words")),
    entry: text(part(answer.protection, "entry")) ?? entryOf(answer.orders as unknown as PlannedOrder[]),
    stop: text(part(part(answer.protection, "stop"), "price")),
    target: text(part(part(answer.protection, "target"), "price")),
    orders: answer.orders as unknown as PlannedOrder[],
    steps: answer.steps,
  };
}

/** Where the entry stands when only its own price says so. */
function entryOf(orders: readonly PlannedOrder[]): string | null {
  const entry = orders.find((order) => order.leg === "entry");
  return entry?.limit_price ?? entry?.stop_price ?? null;
}

const ruleWords: Record<string, string> = {
  symbol_blocked: "Blocked symbols",
  symbols: "Allowed symbols",
  sessions: "Trading hours",
  blackouts: "Blackout windows",
  quote_age: "Age of the quote",
  price_collar: "Distance from the quote",
  duplicate: "Same order again",
  order_rate: "Orders per minute",
  loss_daily: "Daily loss",
  loss_daily_percent: "Daily loss, percent",
  trades_daily: "Trades per day",
  trades_open: "Open trades",
  positions: "Open positions",
  order_notional: "Order value",
  position_notional: "Position value",
  exposure_gross: "Gross exposure",
  exposure_net: "Net exposure",
};

export function ruleWord(rule: string): string {
  const said = ruleWords[rule] ?? rule.replaceAll("_", " ");
  return said.charAt(0).toUpperCase() + said.slice(1);
}
