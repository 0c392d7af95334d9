/** The choices of an agent's rules in words, with the unit each number has. */
import type { ProtectionMode, SizingMode } from "@/shared/api";
import type { DistanceMode, Opposite, PriceSource, Typed } from "./agent-draft";

interface ModeWords {
  label: string;
  /** "money" stands for the account's currency. */
  unit: string;
  help?: string;
}

export const sizingWords: Record<SizingMode, ModeWords & { help: string }> = {
  percent_equity: {
    label: "Percent of equity",
    unit: "%",
    help: "Of the account's equity at the moment of the order.",
  },
  risk_percent: {
    label: "Risk to the stop, percent",
    unit: "%",
    help: "What a hit stop-loss may cost, of equity. Needs a stop.",
  },
  risk_money: {
    label: "Risk to the stop, money",
    unit: "money",
    help: "What a hit stop-loss may cost. Needs a stop.",
  },
  atr_risk: {
    label: "Volatility, percent",
    unit: "%",
    help: "What a move of one average range may cost, of equity.",
  },
  notional: { label: "Amount", unit: "money", help: "Price times quantity of each order." },
  fixed: { label: "Fixed quantity", unit: "units", help: "Shares, coins or contracts of each order." },
  lots: { label: "Lots", unit: "lots", help: "Lots of the instrument." },
  percent_buying_power: {
    label: "Percent of buying power",
    unit: "%",
    help: "Of what the account could buy at the moment of the order.",
  },
  percent_position: {
    label: "Percent of the position",
    unit: "%",
    help: "Of what is held: for adding to a position and for leaving a part of it.",
  },
};

export const distanceWords: Record<DistanceMode, ModeWords> = {
  percent: { label: "Percent", unit: "%" },
  price: { label: "Price", unit: "price" },
  ticks: { label: "Ticks", unit: "ticks" },
  pips: { label: "Pips", unit: "pips" },
  atr: { label: "Average ranges (ATR)", unit: "× ATR" },
};

export const protectionWords: Record<ProtectionMode | "none", ModeWords> = {
  none: { label: "None", unit: "" },
  percent: { label: "Percent from entry", unit: "%" },
  price: { label: "At a price", unit: "price" },
  ticks: { label: "Ticks from entry", unit: "ticks" },
  pips: { label: "Pips from entry", unit: "pips" },
  atr: { label: "Average ranges (ATR) from entry", unit: "× ATR" },
  risk_reward: { label: "Multiple of the risk", unit: "× risk" },
};

export const sourceWords: Record<PriceSource, string> = {
  bid: "Limit at the bid",
  ask: "Limit at the ask",
  mid: "Limit at the middle of bid and ask",
  last: "Limit at the last price",
};

export const oppositeWords: Record<Opposite, { label: string; words: string }> = {
  reverse: { label: "Reverses it", words: "A signal against the position reverses it." },
  close: { label: "Only closes it", words: "A signal against the position only closes it." },
  net: {
    label: "Trades its size against it",
    words: "A signal against the position trades its size against it.",
  },
  ignore: { label: "Is ignored", words: "A signal against the position is ignored." },
};

export const timeframes = ["1m", "5m", "15m", "30m", "1h", "4h", "1d"] as const;

/** Whether any rule is measured in average ranges, so that their timeframe matters. */
export function usesRange(typed: Typed): boolean {
  return (
    typed.sizingMode === "atr_risk" ||
    [typed.stopMode, typed.targetMode, typed.trailMode].includes("atr") ||
    (typed.entrySource !== "none" && typed.entryMode === "atr")
  );
}
