import type { Alert, Signal } from "@/shared/api";
import { formatDecimal } from "@/shared/format";

/** What became of an alert in one status word: the outcome of its intake, then the decision on its signals. */
export function statusOf(alert: Alert): string {
  if (alert.outcome !== "accepted") return alert.outcome;
  const states = new Set(alert.signals.map((signal) => signal.state));
  const order: Signal["state"][] = ["failed", "denied", "pending", "ordered", "done", "ignored"];
  return order.find((state) => states.has(state)) ?? "accepted";
}

/** What it asked for, in words: "Buy BTCUSD". */
export function askedFor(alert: Alert): string {
  const { action, symbol } = (alert.intent ?? {}) as { action?: string; symbol?: string | null };
  if (!action) return "Not understood";
  const word = action[0]?.toUpperCase() + action.slice(1);
  return symbol ? `${word} ${symbol}` : word;
}

/** How much, when the alert itself said so. */
export function sizeOf(alert: Alert): string | null {
  const sizing = alert.intent?.["sizing"] as { mode?: string; value?: string } | null | undefined;
  if (!sizing?.value) return null;
  const value = formatDecimal(String(sizing.value));
  return sizing.mode === "percent_equity"
    ? `${value} % of equity`
    : sizing.mode === "risk_percent"
      ? `${value} % at risk`
      : value;
}

export function whyOf(alert: Alert): string | null {
  return alert.reason ?? alert.signals.find((signal) => signal.reason)?.reason ?? null;
}

/** What the alert's number tells: how many before it never came; null when none. */
export function missedBefore(alert: Pick<Alert, "missed_before">): string | null {
  const missed = alert.missed_before;
  if (!missed) return null; // 0, or an event from before alerts were counted
  return missed === 1 ? "1 alert was missed before this one" : `${missed} alerts were missed before this one`;
}

export function agentOf(alert: Alert): string {
  return alert.agent_name ?? "deleted agent";
}
