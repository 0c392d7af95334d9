import { describe, expect, it } from "vitest";
import type { Report } from "../../api/documents";
import { binsOf, excursionsOf, POINTS_MAX, roundUp } from "./scatter";

const trade = { number: 1, value: "200", mae: "-4", mfe: "10", profit_percent: "3" };

describe("pictures of trades", () => {
  it("measure excursions against the value at entry", () => {
    expect(excursionsOf([trade] as unknown as Report["trades"])).toEqual([
      { number: 1, against: 2, favour: 5, profit: 3 },
    ]);
  });

  it("sample evenly when there are too many", () => {
    const many = Array.from({ length: POINTS_MAX * 3 }, (_, i) => ({ ...trade, number: i + 1 }));

    const shown = excursionsOf(many as unknown as Report["trades"]);
    expect(shown).toHaveLength(POINTS_MAX);
    expect(shown[1]?.number).toBe(4);
  });

  it("have round ends", () => {
    expect([0.7, 1.3, 2.2, 3, 7, 10, 0].map(roundUp)).toEqual([1, 2, 2.5, 5, 10, 10, 1]);
  });

  it("count every trade once, with zero between two bins", () => {
    const profits = [-2, -1, -0.1, 0, 0.5, 1, 3, 90];
    const bins = binsOf(profits);

    expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(profits.length);
    expect(bins.some((bin) => bin.from === 0)).toBe(true);
    expect(bins.filter((bin) => bin.to <= 0).reduce((sum, bin) => sum + bin.count, 0)).toBe(3);
  });
});
