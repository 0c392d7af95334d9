import type { AgentInput, Protection, Sizing } from "@/shared/api";
import { formatDecimal, signOf } from "@/shared/format";
import { distanceWords, oppositeWords, sourceWords } from "./agent-modes";

export function sizingSentence({ mode, value }: Sizing, currency: string): string {
  const shown = formatDecimal(value);
  switch (mode) {
    case "fixed":
      return `${shown} units an order`;
    case "lots":
      return `${shown} lots an order`;
    case "notional":
      return `${shown} ${currency} an order`;
    case "percent_equity":
      return `${shown} % of equity an order`;
    case "percent_buying_power":
      return `${shown} % of buying power an order`;
    case "percent_position":
      return `${shown} % of the position an order`;
    case "risk_percent":
      return `${shown} % of equity at risk to the stop`;
    case "risk_money":
      return `${shown} ${currency} at risk to the stop`;
    case "atr_risk":
      return `${shown} % of equity at risk to one average range`;
  }
}

export function protectionSentence(protection: Protection | null): string {
  if (!protection) return "none";
  const value = formatDecimal(protection.value);
  switch (protection.mode) {
    case "percent":
      return `${value} %`;
    case "ticks":
      return `${value} ticks`;
    case "pips":
      return `${value} pips`;
    case "atr":
      return `${value} average ranges`;
    case "risk_reward":
      return `${value} × the risk`;
    case "price":
      return `at ${value}`;
  }
}

function trailSentence({ trailing_stop }: AgentInput): string | null {
  if (!trailing_stop) return null;
  const words = distanceWords[trailing_stop.mode];
  const unit = trailing_stop.mode === "price" ? "in price" : words.unit;
  const begins = trailing_stop.activation
    ? `, once the price moved ${formatDecimal(trailing_stop.activation)} ${unit} in favour`
    : "";
  return `A stop trails ${formatDecimal(trailing_stop.value)} ${unit} behind the market${begins}.`;
}

function timeSentence({ delay_s, cancel_after_s, exit_cancel_after_s }: AgentInput): string | null {
  const parts = [
    delay_s ? `waits ${delay_s} s before it is sent` : null,
    cancel_after_s ? `is cancelled after ${cancel_after_s} s as an entry` : null,
    exit_cancel_after_s ? `is cancelled after ${exit_cancel_after_s} s as an exit` : null,
  ].filter(Boolean);
  return parts.length > 0 ? `An order ${parts.join(", ")}.` : null;
}

function entrySentence({ entry_price }: AgentInput): string | null {
  if (!entry_price) return null;
  const { source, offset, mode } = entry_price;
  const moved =
    signOf(offset ?? "0") === 0
      ? ""
      : `, moved by ${formatDecimal(offset ?? "0", { signed: true })} ${mode === "price" ? "in price" : distanceWords[mode ?? "price"].unit}`;
  return `${sourceWords[source]}${moved}.`;
}

function limitsSentence({ limits }: AgentInput): string | null {
  const set = Object.values(limits).filter((each) => (Array.isArray(each) ? each.length > 0 : each !== null));
  return set.length > 0
    ? `${set.length === 1 ? "One limit" : `${set.length} limits`} of its own, beside yours on Risk.`
    : null;
}

/** What will happen to an alert, in sentences, beside the button that makes it so. */
/** What an agent without `pyramiding_max` is called everywhere. */
export const NO_CAP = "No cap on entries";

export function summaryOf(input: AgentInput, accounts: readonly string[], currency: string): string[] {
  const sides =
    input.sides.length === 2
      ? "Buys and sells"
      : input.sides[0] === "buy"
        ? "Only buys (sells reduce)"
        : "Only sells (buys reduce)";
  const symbols = input.symbols.length > 0 ? input.symbols.join(", ") : "any symbol";
  const sentences = [
    `${sides} ${symbols} on ${accounts.length > 0 ? accounts.join(", ") : "no account yet"}.`,
    `Size: ${sizingSentence(input.sizing, currency)}${input.sizing_from_alert ? ", unless the alert names its own" : ", whatever the alert says"}.`,
    entrySentence(input),
    `Stop-loss ${protectionSentence(input.stop_loss)}, take-profit ${protectionSentence(input.take_profit)}.`,
    trailSentence(input),
    oppositeWords[input.opposite].words,
    input.pyramiding_max === null
      ? `${NO_CAP}: every signal of one direction enters again.`
      : `At most ${input.pyramiding_max === 1 ? "one entry" : `${input.pyramiding_max} entries`} in one direction.`,
    timeSentence(input),
    `Alerts older than ${input.signal_age_max_s} s are refused.`,
    limitsSentence(input),
  ];
  return sentences.filter((each) => each !== null);
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
