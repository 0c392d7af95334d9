import { describe, expect, it } from "vitest";
import type { FoldList } from "../api/optimisations";
import { efficiencyOf, foldPoints, spanOfPoints } from "./fold-scatter";

const fold = (number: number, train: number | null, test: number | null) =>
  ({
    number,
    train: { figures: train === null ? null : { sharpe: train } },
    test: { figures: { sharpe: test } },
  }) as unknown as FoldList["items"][number];

describe("train against test", () => {
  it("is known of folds that have both", () => {
    const points = foldPoints(
      [fold(1, 2, 1), fold(2, null, 1), fold(3, 2, null), fold(4, 2, -0.5)],
      "sharpe",
    );

    expect(points.map((point) => point.number)).toEqual([1, 4]);
    expect(efficiencyOf(points)).toBe(0.125);
    expect(efficiencyOf([])).toBeNull();
  });

  it("is drawn with zero in sight and room at the ends", () => {
    const [low, high] = spanOfPoints([{ number: 1, train: 2, test: 1 }]);

    expect(low).toBeCloseTo(-0.16);
    expect(high).toBeCloseTo(2.16);
  });
});
