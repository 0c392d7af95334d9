import { describe, expect, test } from "vitest";
import { treemap } from "./treemap";

const size = { width: 600, height: 400 };

describe("treemap", () => {
  test("gives each item its share of the box and no more", () => {
    const weights = [6, 6, 4, 3, 2, 2, 1];
    const tiles = treemap(weights, (weight) => weight, size);
    expect(tiles.map((tile) => tile.item)).toEqual(weights);
    for (const tile of tiles) expect(tile.width * tile.height).toBeCloseTo((tile.item / 24) * 240_000, 6);
    for (const tile of tiles) {
      expect(tile.x).toBeGreaterThanOrEqual(-1e-9);
      expect(tile.y).toBeGreaterThanOrEqual(-1e-9);
      expect(tile.x + tile.width).toBeLessThanOrEqual(600 + 1e-9);
      expect(tile.y + tile.height).toBeLessThanOrEqual(400 + 1e-9);
    }
  });

  test("lays no tile over another", () => {
    const tiles = treemap([9, 5, 3, 3, 2, 1, 1, 0.5], (weight) => weight, size);
    for (const one of tiles) {
      for (const other of tiles) {
        if (one === other) continue;
        const apart =
          one.x + one.width <= other.x + 1e-9 ||
          other.x + other.width <= one.x + 1e-9 ||
          one.y + one.height <= other.y + 1e-9 ||
          other.y + other.height <= one.y + 1e-9;
        expect(apart).toBe(true);
      }
    }
  });

  test("keeps sides alike: the known example of the paper has no ratio above 3", () => {
    const tiles = treemap([6, 6, 4, 3, 2, 2, 1], (weight) => weight, size);
    for (const { width, height } of tiles) expect(Math.max(width / height, height / width)).toBeLessThan(3);
  });

  test("shows nothing where there is nothing", () => {
    expect(treemap([], Number, size)).toEqual([]);
    expect(treemap([0], Number, size)).toEqual([]);
    expect(treemap([1], Number, { width: 0, height: 10 })).toEqual([]);
  });
});
