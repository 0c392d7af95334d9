import { describe, expect, it } from "vitest";
import { seenRows } from "./row-window";

describe("the window on a long list", () => {
  it("holds every row in sight, wherever it was scrolled to", () => {
    for (let top = -500; top < 41 * 5_000; top += 777) {
      const { first, last } = seenRows(5_000, 41, top, 700);
      const highest = Math.max(0, Math.floor(top / 41));
      const lowest = Math.min(5_000, Math.ceil((top + 700) / 41));

      expect(first).toBeLessThanOrEqual(highest);
      expect(last).toBeGreaterThanOrEqual(lowest);
      expect(last - first).toBeLessThan(120);
    }
  });

  it("keeps rows above and below that the next key may reach", () => {
    const { first, last } = seenRows(5_000, 41, 41 * 1_000, 410);

    expect(first).toBeLessThanOrEqual(980);
    expect(last).toBeGreaterThanOrEqual(1_030);
  });

  it("holds the last rows when it was scrolled past them", () => {
    expect(seenRows(205, 41, 1_000_000, 700)).toEqual({ first: 160, last: 205 });
  });
});
