/** Words and numbers of a search, the same in form, list and result. */
import { formatDecimal } from "@/shared/format";

export const objectives = [
  ["sharpe", "Sharpe ratio"],
  ["sortino", "Sortino ratio"],
  ["return_over_drawdown", "Return over drawdown"],
  ["net_profit", "Net profit"],
  ["return_percent", "Return, %"],
  ["profit_factor", "Profit factor"],
  ["percent_profitable", "Won trades, %"],
  ["average_trade", "Average trade"],
] as const;

export const methods = [
  ["bayesian", "Bayesian: looks where it went well (a good first choice)"],
  ["grid", "Grid: every combination in order"],
  ["random", "Random: combinations by lot"],
  ["evolutionary", "Evolutionary: breeds the better ones"],
] as const;

export const splits = [
  ["train_test", "Search on the first part, test on the rest"],
  ["walk_forward", "Walk forward: search, trade the next stretch, move on"],
  ["train_validate_test", "Search, choose on a second part, test on a third"],
  ["none", "All bars: no honest test is left"],
] as const;

const titles: Readonly<Record<string, string>> = {
  ...Object.fromEntries(objectives),
  net_profit_percent: "Net profit, %",
  trades: "Trades",
  gross_profit: "Gross profit",
  gross_loss: "Gross loss",
  drawdown: "Drawdown",
  drawdown_percent: "Drawdown, %",
  equity_end: "Equity at the end",
};

/** The figures a constraint may bound, and tables show, in reading order. */
export const shownFigures = [
  "net_profit_percent",
  "sharpe",
  "sortino",
  "return_over_drawdown",
  "drawdown_percent",
  "profit_factor",
  "percent_profitable",
  "trades",
] as const;

export function figureTitle(name: string): string {
  return titles[name] ?? name.replaceAll("_", " ");
}

export function figureNumber(value: number | null | undefined, name = ""): string {
  if (value === null || value === undefined) return "–";
  return formatDecimal(String(value), { decimals: name === "trades" ? 0 : 2 });
}

export function shortWord(list: readonly (readonly [string, string])[], name: string): string {
  return (list.find(([key]) => key === name)?.[1] ?? name).split(":")[0] ?? name;
}

export function inputsWord(inputs: Readonly<Record<string, string | boolean>>): string {
  return Object.entries(inputs)
    .map(
      ([name, value]) =>
        `${name} ${typeof value === "boolean" ? (value ? "on" : "off") : formatDecimal(value)}`,
    )
    .join(", ");
}
