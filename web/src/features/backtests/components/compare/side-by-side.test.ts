import { describe, expect, it } from "vitest";
import type { Run } from "../../api/documents";
import { bestOf, differencesOf, growthOf, letterOf } from "./side-by-side";

const run = (change: object): Run =>
  ({
    name: "Cross",
    strategy: { strategy_id: "s", version: 1, name: "Cross" },
    data: { source: "file", symbol: "ETHUSDT", timeframe: "1h", from: null, to: null, bars: 100 },
    inputs: {},
    settings: {},
    ...change,
  }) as unknown as Run;

describe("runs side by side", () => {
  it("mark the best by what one wants of a figure", () => {
    expect([...bestOf(["2", "10", "9.5"], "more")]).toEqual([1]);
    expect([...bestOf(["2", "10", null], "less")]).toEqual([0]);
    expect([...bestOf(["3", "3", "1"], "more")]).toEqual([0, 1]);
  });

  it("mark nothing where all are equal, alone, or nothing is better", () => {
    expect(bestOf(["3", "3"], "more").size).toBe(0);
    expect(bestOf(["3", null], "more").size).toBe(0);
    expect(bestOf(["1", "2"], null).size).toBe(0);
  });

  it("name only what was asked differently", () => {
    const rows = differencesOf([
      run({ inputs: { fast: 9 } }),
      run({ inputs: {}, settings: { slippage_ticks: 2 } }),
    ]);

    expect(rows).toEqual([
      { name: "Input: fast", values: ["9", "as the strategy says"] },
      { name: "Setting: slippage ticks", values: ["as the strategy says", "2"] },
    ]);
    expect(differencesOf([run({}), run({})])).toEqual([]);
  });

  it("grow from a common zero", () => {
    const equity = {
      time: ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"],
      equity: ["200", "230"],
      drawdown: ["0", "0"],
    };

    expect(growthOf({ equity }).map((point) => Math.round(point.value))).toEqual([0, 15]);
    expect(letterOf(2)).toBe("C");
  });
});
