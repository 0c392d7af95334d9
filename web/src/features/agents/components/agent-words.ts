import type { Agent, AgentInput, Protection, Sizing } from "@/shared/api";
import { formatDecimal } from "@/shared/format";

export function sizingSentence({ mode, value }: Sizing, currency: string): string {
  const shown = formatDecimal(value);
  switch (mode) {
    case "fixed":
      return `${shown} units an order`;
    case "notional":
      return `${shown} ${currency} an order`;
    case "percent_equity":
      return `${shown} % of equity an order`;
    case "risk_percent":
      return `${shown} % of equity at risk to the stop`;
  }
}

export function protectionWords(protection: Protection | null): string {
  if (!protection) return "none";
  const value = formatDecimal(protection.value);
  return protection.mode === "percent"
    ? `${value} %`
    : protection.mode === "risk_reward"
      ? `${value} × the risk`
      : `at ${value}`;
}

/** What will happen to an alert, in sentences, beside the button that makes it so. */
export function summaryOf(input: AgentInput, accounts: readonly string[], currency: string): string[] {
  const sides =
    input.sides.length === 2
      ? "Buys and sells"
      : input.sides[0] === "buy"
        ? "Only buys (sells reduce)"
        : "Only sells (buys reduce)";
  const symbols = input.symbols.length > 0 ? input.symbols.join(", ") : "any symbol";
  const opposite = {
    reverse: "A signal against the position reverses it.",
    close: "A signal against the position only closes it.",
    ignore: "A signal against the position is ignored.",
  }[input.opposite];
  return [
    `${sides} ${symbols} on ${accounts.length > 0 ? accounts.join(", ") : "no account yet"}.`,
    `Size: ${sizingSentence(input.sizing, currency)}${input.sizing_from_alert ? ", unless the alert names its own" : ", whatever the alert says"}.`,
    `Stop-loss ${protectionWords(input.stop_loss)}, take-profit ${protectionWords(input.take_profit)}.`,
    opposite,
    `Alerts older than ${input.signal_age_max_s} s are refused.`,
  ];
}

/**
 * The message to paste into TradingView's alert box; the placeholders are TradingView's own. The sentiment tells an exit
 * (flat) from a reversal, and the time it fired tells a resend from a new alert.
 */
export const TRADINGVIEW_MESSAGE = `{
  "ticker": "{{ticker}}",
  "action": "{{strategy.order.action}}",
  "sentiment": "{{strategy.market_position}}",
  "price": "{{close}}",
  "timenow": "{{timenow}}"
}`;

export function curlFor(url: string, symbol: string): string {
  return `curl -X POST '${url}' -H 'Content-Type: application/json' -d '{"ticker":"${symbol}","action":"buy"}'`;
}

/** The rules an agent has, as the input that would make them again. The server's modes are the ones we know. */
export function inputOf(agent: Agent): AgentInput {
  return {
    name: agent.name,
    account_ids: agent.account_ids,
    sizing: agent.sizing as Sizing,
    sizing_from_alert: agent.sizing_from_alert,
    symbols: agent.symbols,
    sides: agent.sides,
    opposite: agent.opposite,
    stop_loss: agent.stop_loss as Protection | null,
    take_profit: agent.take_profit as Protection | null,
    signal_age_max_s: agent.signal_age_max_s,
    limits: agent.limits,
  };
}
