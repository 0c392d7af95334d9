import { describe, expect, it } from "vitest";
import { dataKey, type DataSet } from "./choices";
import { barsWithin, dayEnd, dayStart, rangeFaults } from "./data-range";

const set = {
  source: "file",
  symbol: "ETHUSDT",
  timeframe: "1h",
  from: "2026-01-01T00:00:00Z",
  to: "2026-01-10T23:00:00Z",
  bars: 240,
  tick: "0.01",
} as DataSet;

describe("a range of bars", () => {
  it("ends after its last day, across months", () => {
    expect(dayStart("2026-01-31")).toBe("2026-01-31T00:00:00Z");
    expect(dayEnd("2026-01-31")).toBe("2026-02-01T00:00:00Z");
    expect(dayEnd("")).toBeNull();
  });

  it("holds as many bars as its days have", () => {
    expect(barsWithin(set, { from: "", to: "" })).toBe(240);
    expect(barsWithin(set, { from: "2026-01-02", to: "2026-01-03" })).toBe(48);
    expect(barsWithin(set, { from: "2020-01-01", to: "2026-01-01" })).toBe(24);
    expect(barsWithin(set, { from: "2027-01-01", to: "" })).toBe(0);
  });

  it("is refused when it is turned round, empty, or of no series", () => {
    const faults = (from: string, to: string, data = dataKey(set)) =>
      rangeFaults({ data, from, to }, [set], dataKey);

    expect(faults("2026-01-05", "2026-01-02")["to"]).toMatch(/before the first/);
    expect(faults("2027-01-05", "")["to"]).toMatch(/no bars/);
    expect(faults("", "", "file/XRP/1h")["data"]).toMatch(/Choose/);
    expect(faults("2026-01-02", "2026-01-03")).toEqual({ data: null, to: null });
  });
});
