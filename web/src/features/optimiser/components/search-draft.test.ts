import { describe, expect, it } from "vitest";
import type { DataSet } from "@/shared/research/choices";
import { definitionInputs } from "@/shared/research/input-spec";
import { combinationsOf, freshSearch, searchFaults, spanOf, toSearch, valuesOf } from "./search-draft";

const specs = definitionInputs({
  inputs: {
    fast: { type: "int", default: 12, min: 2, max: 50, step: 2 },
    stop: { type: "float", default: 2 },
    both: { type: "bool", default: true },
    note: { type: "choice", default: "a" },
  },
});
const set = {
  source: "file",
  symbol: "BTC/USDT",
  timeframe: "1h",
  from: "2026-01-01T00:00:00Z",
  to: "2026-02-01T00:00:00Z",
  bars: 745,
} as DataSet;
const draft = { ...freshSearch, strategyId: "s1", data: "file/BTC/USDT/1h" };

describe("a search's draft", () => {
  it("guesses spans from limits, else around the value", () => {
    expect(spanOf(specs[0]!)).toEqual({ isSearched: true, min: "2", max: "50", step: "2" });
    expect(spanOf(specs[1]!)).toEqual({ isSearched: true, min: "1", max: "4", step: "0.2" });
    expect(spanOf(specs[2]!).isSearched).toBe(false);
  });

  it("counts what a span and the whole hold", () => {
    expect(valuesOf(specs[1]!, { isSearched: true, min: "0.5", max: "2", step: "0.1" })).toBe(16);
    expect(valuesOf(specs[1]!, { isSearched: true, min: "2", max: "1", step: "0.1" })).toBe(0);
    expect(combinationsOf(draft, specs)).toBe(25 * 16);
  });

  it("is sent as shares of one, with only what is searched", () => {
    const spans = {
      stop: { ...spanOf(specs[1]!), isSearched: false },
      both: { ...spanOf(specs[2]!), isSearched: true },
    };
    const sent = toSearch(
      {
        ...draft,
        spans,
        split: "walk_forward",
        constraints: [{ figure: "trades", bound: "at_least", value: "50" }],
      },
      specs,
    );

    expect(sent.ranges).toEqual({
      fast: { min: "2", max: "50", step: "2" },
      both: { options: [true, false] },
    });
    expect(sent.split).toEqual({ kind: "walk_forward", train: "0.7", folds: 5 });
    expect(sent.constraints).toEqual([{ figure: "trades", at_least: "50" }]);
    expect(sent.data).toMatchObject({ source: "file", symbol: "BTC/USDT", timeframe: "1h" });
  });

  it("says what is wrong", () => {
    const said = (change: object) =>
      Object.fromEntries(
        Object.entries(searchFaults({ ...draft, ...change }, [set], specs)).filter(([, fault]) => fault),
      );

    expect(said({})).toEqual({});
    expect(said({ trials: "0" })).toHaveProperty("trials");
    expect(said({ split: "train_validate_test", validate: "40" })).toHaveProperty("validate");
    expect(said({ spans: { fast: { isSearched: true, min: "9", max: "1", step: "1" } } })).toHaveProperty([
      "ranges.fast",
    ]);
  });
});
