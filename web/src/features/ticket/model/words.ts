/** The ticket's choices in words, with the unit each number has. */
import type { QtyMode, StopMode, TargetMode, Term, TicketAction, TicketType } from "./draft";

export const actionWords: Record<TicketAction, { label: string; hint: string }> = {
  buy: { label: "Buy", hint: "Open or add to a long position, or shrink a short one" },
  sell: { label: "Sell", hint: "Open or add to a short position, or shrink a long one" },
  exit: { label: "Exit", hint: "Close the position, or the part you say" },
  reverse: { label: "Reverse", hint: "Close the position, then open the other way" },
  add: { label: "Add", hint: "Enlarge a position you hold; never opens one" },
  target: { label: "Hold exactly", hint: "Trade the difference to a position you name" },
  breakeven: { label: "Break even", hint: "Move the stop to the average price" },
};

export const typeWords: Record<TicketType, string> = {
  market: "Market",
  limit: "Limit",
  stop: "Stop",
  stop_limit: "Stop limit",
  trailing_stop: "Trailing stop",
};

export const termWords: Record<Term, string> = {
  gtc: "Until cancelled",
  day: "Today",
  ioc: "At once, rest cancelled",
  fok: "At once and whole, or not",
  gtd: "Until a time",
};

/** The unit beside the number; `base` and `money` stand for the symbol's and the account's. */
export const qtyWords: Record<QtyMode, { label: string; unit: "base" | "lots" | "quote" | "money" | "%" }> = {
  fixed: { label: "Units", unit: "base" },
  lots: { label: "Lots", unit: "lots" },
  notional: { label: "Amount", unit: "quote" },
  percent_equity: { label: "Percent of equity", unit: "%" },
  percent_buying_power: { label: "Percent of buying power", unit: "%" },
  percent_position: { label: "Percent of position", unit: "%" },
  risk_percent: { label: "Risk, percent of equity", unit: "%" },
  risk_money: { label: "Risk, money", unit: "money" },
  atr_risk: { label: "Volatility (ATR), percent", unit: "%" },
};

export const stopWords: Record<StopMode, { label: string; unit: string }> = {
  none: { label: "None", unit: "" },
  price: { label: "At a price", unit: "" },
  percent: { label: "Percent away", unit: "%" },
  ticks: { label: "Ticks away", unit: "ticks" },
  pips: { label: "Pips away", unit: "pips" },
  atr: { label: "Ranges (ATR) away", unit: "× ATR" },
};

export const targetWords: Record<TargetMode, { label: string; unit: string }> = {
  ...stopWords,
  risk_reward: { label: "Multiple of the risk", unit: "× risk" },
};

export const trailWords: Record<StopMode, { label: string; unit: string }> = {
  ...stopWords,
  price: { label: "Price distance", unit: "" },
};
