import { describe, expect, it } from "vitest";
import { scaleOf, topOf } from "./ladder-scale";

describe("the scale of a ladder", () => {
  it("holds every price with room, the higher ones further up", () => {
    const scale = scaleOf([98, 100, 104])!;
    const tops = [104, 100, 98].map((price) => topOf(price, scale, 200));

    expect(tops).toEqual([...tops].sort((a, b) => a - b));
    expect(Math.min(...tops)).toBeGreaterThan(0);
    expect(Math.max(...tops)).toBeLessThan(200);
  });

  it("gives a single price the middle, and nothing to none", () => {
    expect(topOf(100, scaleOf([100])!, 200)).toBeCloseTo(100);
    expect(scaleOf([])).toBeNull();
  });

  it("begins at nothing, never below", () => {
    expect(scaleOf([0.0001, 5])!.low).toBe(0);
  });
});
