/** Every limit of a scope as the page shows it: one table, so that form, validation and figures agree. */
import type { Limits } from "@/shared/api";
import { compareDecimals, isDecimal, signOf } from "@/shared/format";

type Kind = "money" | "percent" | "ratio" | "count" | "whole";

export type LimitName = Exclude<
  keyof Limits,
  "symbols_allowed" | "symbols_denied" | "sessions" | "blackouts"
>;

export interface LimitRule {
  name: LimitName;
  label: string;
  kind: Kind;
  /** What stands in the field; for money it is the account's currency. */
  unit?: string;
  help: string;
  /** The figure of GET /risk that counts against it. */
  figure?: string;
  /** Only for `whole`: from 1 to this. */
  most?: number;
}

interface LimitGroup {
  title: string;
  rules: readonly LimitRule[];
}

const WINDOW_MAX_S = 3_600;
const WEEK_MINUTES = 10_080;

export const LIMIT_GROUPS: readonly LimitGroup[] = [
  {
    title: "Loss",
    rules: [
      {
        name: "loss_daily_max",
        label: "Maximum daily loss",
        kind: "money",
        figure: "loss_daily",
        help: "Realised and open loss since the day began. Past it, new entries are denied until the next day.",
      },
      {
        name: "loss_daily_percent_max",
        label: "Maximum daily loss, of equity",
        kind: "percent",
        unit: "%",
        figure: "loss_daily_percent",
        help: "The same loss, in percent of the equity the day began with.",
      },
      {
        name: "cooldown_losses",
        label: "Losses in a row",
        kind: "whole",
        most: 50,
        unit: "trades",
        figure: "cooldown",
        help: "After as many losing trades one after the other, entries rest.",
      },
      {
        name: "cooldown_minutes",
        label: "Rest after them",
        kind: "whole",
        most: WEEK_MINUTES,
        unit: "min",
        help: "How long entries rest after such a row.",
      },
    ],
  },
  {
    title: "Size and exposure",
    rules: [
      {
        name: "order_notional_max",
        label: "Largest order",
        kind: "money",
        help: "Quantity times price of a single order.",
      },
      {
        name: "position_notional_max",
        label: "Largest position",
        kind: "money",
        figure: "position_notional",
        help: "What one symbol may be worth, with every working order filled.",
      },
      {
        name: "exposure_gross_max",
        label: "Gross exposure",
        kind: "money",
        figure: "exposure_gross",
        help: "Long and short added up.",
      },
      {
        name: "exposure_net_max",
        label: "Net exposure",
        kind: "money",
        figure: "exposure_net",
        help: "Long less short, whichever way it leans.",
      },
      {
        name: "leverage_max",
        label: "Leverage",
        kind: "ratio",
        unit: "×",
        figure: "leverage",
        help: "Gross exposure over equity.",
      },
    ],
  },
  {
    title: "Counts",
    rules: [
      {
        name: "trades_daily_max",
        label: "Trades a day",
        kind: "count",
        unit: "orders",
        figure: "trades_daily",
        help: "Orders that open or add to a position.",
      },
      {
        name: "trades_open_max",
        label: "Open trades",
        kind: "count",
        unit: "trades",
        figure: "trades_open",
        help: "Entries that rest, or whose fills are still held.",
      },
      {
        name: "positions_max",
        label: "Open positions",
        kind: "count",
        unit: "symbols",
        figure: "positions",
        help: "How many symbols may be held at once.",
      },
    ],
  },
  {
    title: "Pace and prices",
    rules: [
      {
        name: "orders_per_minute_max",
        label: "Orders a minute",
        kind: "count",
        unit: "orders",
        figure: "order_rate",
        help: "More than these in sixty seconds are denied.",
      },
      {
        name: "duplicate_window_s",
        label: "Same order again",
        kind: "whole",
        most: WINDOW_MAX_S,
        unit: "s",
        help: "An order equal to one sent within this time is denied.",
      },
      {
        name: "price_collar_percent",
        label: "Price collar",
        kind: "percent",
        unit: "%",
        help: "How far a price may lie from the market.",
      },
      {
        name: "quote_age_max_s",
        label: "Oldest quote",
        kind: "whole",
        most: WINDOW_MAX_S,
        unit: "s",
        help: "Entries are denied while the last quote is older.",
      },
    ],
  },
];

export const LIMIT_RULES: readonly LimitRule[] = LIMIT_GROUPS.flatMap((group) => group.rules);

/** What is wrong with a typed limit, in a sentence; an empty field sets no limit. */
export function faultOfLimit(rule: LimitRule, text: string): string | null {
  const typed = text.trim();
  if (!typed) return null;
  switch (rule.kind) {
    case "count":
      return /^\d{1,6}$/.test(typed) ? null : "Enter a whole number, or leave it empty for no limit.";
    case "whole": {
      const most = rule.most ?? 1;
      const isFine = /^\d{1,6}$/.test(typed) && Number(typed) >= 1 && Number(typed) <= most;
      return isFine ? null : `Enter a whole number from 1 to ${most}, or leave it empty.`;
    }
    case "percent":
      return isDecimal(typed) && signOf(typed) > 0 && compareDecimals(typed, "100") <= 0
        ? null
        : "Enter a percent above zero and at most 100, or leave it empty.";
    case "money":
    case "ratio":
      return isDecimal(typed) && signOf(typed) > 0
        ? null
        : "Enter an amount above zero, or leave it empty for no limit.";
  }
}

/** A typed limit as the API takes it: counts as numbers, the rest with its digits as typed. */
export function limitOf(rule: LimitRule, text: string): string | number | null {
  const typed = text.trim();
  if (!typed) return null;
  return rule.kind === "count" || rule.kind === "whole" ? Number(typed) : typed;
}

export function decimalsOfLimit(rule: LimitRule): number {
  return rule.kind === "money" || rule.kind === "percent" || rule.kind === "ratio" ? 2 : 0;
}

export function unitOfLimit(rule: LimitRule, currency: string): string {
  return rule.unit ?? (rule.kind === "money" ? currency : "");
}
