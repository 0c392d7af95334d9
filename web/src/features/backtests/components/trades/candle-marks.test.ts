import { describe, expect, it } from "vitest";
import type { Trade } from "../../api/documents";
import { barAt, lastWindow, marksOf, shifted, windowAround } from "./candle-marks";

const HOUR = 3_600_000;
const start = Date.parse("2026-01-01T00:00:00Z");
const times = Array.from({ length: 10 }, (_, i) => start + i * HOUR);
const iso = (hour: number) => new Date(start + hour * HOUR).toISOString();
const trade = (number: number, entry: number, exit: number | null): Trade =>
  ({
    number,
    side: "long",
    entry_time: iso(entry),
    entry_price: "100",
    exit_time: exit === null ? null : iso(exit),
    exit_price: exit === null ? null : "110",
  }) as Trade;

describe("trades on the candles", () => {
  it("stand on the bar that holds their time", () => {
    expect(barAt(times, start + 2.5 * HOUR)).toBe(2);
    expect(barAt(times, start - 1)).toBe(-1);
    expect(barAt(times, start + 99 * HOUR)).toBe(9);

    const marks = marksOf([trade(1, 2.5, 4), trade(2, 3, null)], times, undefined);
    expect(marks.map(({ id, time }) => [id, time * 1_000])).toEqual([
      ["entry-1", times[2]],
      ["entry-2", times[3]],
      ["exit-1", times[4]],
    ]);
  });

  it("outside the bars are left out", () => {
    expect(marksOf([trade(1, -5, 3), trade(2, 9.5, 30)], times, undefined).map((mark) => mark.id)).toEqual([
      "exit-1",
      "entry-2",
    ]);
  });

  it("have a window with room before and after", () => {
    const window = windowAround(trade(1, 2, 4), 3_600);

    expect(window).toEqual({ from: start + (2 - 90) * HOUR, to: start + (4 + 60) * HOUR });
    expect(lastWindow(iso(400), 3_600)).toEqual({ from: start + 101 * HOUR, to: start + 401 * HOUR });
  });

  it("are walked along without leaving the run", () => {
    const window = { from: start + 40 * HOUR, to: start + 50 * HOUR };
    const end = start + 100 * HOUR;

    expect(shifted(window, 1, start, end)).toEqual({ from: start + 48 * HOUR, to: start + 58 * HOUR });
    expect(shifted({ from: start + 3 * HOUR, to: start + 13 * HOUR }, -1, start, end)?.from).toBe(start);
    expect(shifted({ from: start + 88 * HOUR, to: start + 98 * HOUR }, 1, start, end)?.to).toBe(end);
  });
});
