import { describe, expect, it } from "vitest";
import type { Report, Trade } from "../../api/documents";
import { everyTrade, reasonsOf, seenRows, shownTrades } from "./trade-rows";

const trade = (number: number, change: Partial<Trade> = {}): Trade =>
  ({
    number,
    side: "long",
    entry_time: `2026-01-0${number}T00:00:00Z`,
    exit_time: `2026-01-0${number}T06:00:00Z`,
    exit_reason: "stop",
    profit: "0",
    ...change,
  }) as Trade;
const trades = [
  trade(1, { profit: "-9.5" }),
  trade(2, { profit: "100", side: "short", exit_reason: "limit" }),
  trade(3, { profit: "9", exit_reason: "limit" }),
  trade(4, { profit: "2", exit_time: null, exit_reason: null }),
];
const all = { side: "all", reason: "" } as const;
const numbers = (shown: readonly Trade[]) => shown.map((each) => each.number);

describe("trades shown", () => {
  it("sort by value, not by text, and open ones last by time of exit", () => {
    const by = (key: "profit" | "exit_time", descending = false) =>
      numbers(shownTrades(trades, all, { key, descending }));

    expect(by("profit")).toEqual([1, 4, 3, 2]);
    expect(by("profit", true)).toEqual([2, 3, 4, 1]);
    expect(by("exit_time")).toEqual([1, 2, 3, 4]);
  });

  it("are those of the side and the reason chosen", () => {
    const sort = { key: "number", descending: false } as const;

    expect(numbers(shownTrades(trades, { side: "long", reason: "limit" }, sort))).toEqual([3]);
    expect(numbers(shownTrades(trades, { side: "short", reason: "" }, sort))).toEqual([2]);
    expect(reasonsOf(trades)).toEqual([
      ["limit", 2],
      ["stop", 1],
    ]);
  });

  it("give open trades numbers of their own", () => {
    const report = { trades: trades.slice(0, 3), open_trades: [trade(1), trade(2)] } as unknown as Report;

    expect(numbers(everyTrade(report))).toEqual([1, 2, 3, 4, 5]);
  });

  it("of a long list are drawn only around what is seen", () => {
    expect(seenRows(0, 400, 40, 5_000)).toEqual({ first: 0, last: 18 });
    expect(seenRows(40_000, 400, 40, 5_000)).toEqual({ first: 992, last: 1018 });
    expect(seenRows(40_000, 400, 40, 3)).toEqual({ first: 3, last: 3 });
  });
});
