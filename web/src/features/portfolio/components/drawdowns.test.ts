import { describe, expect, it } from "vitest";
import { fallsByDay } from "./drawdowns";

const point = (at: string, equity: string) => ({ at, equity, cash: equity });

describe("daily drawdown", () => {
  it("is the deepest fall from the best of the day so far, and starts anew each day", () => {
    const points = [
      point("2026-11-20T10:00:00Z", "1000"),
      point("2026-11-20T11:00:00Z", "1100"),
      point("2026-11-20T12:00:00Z", "990"),
      point("2026-11-20T13:00:00Z", "1050"),
      point("2026-11-21T10:00:00Z", "900"),
      point("2026-11-21T11:00:00Z", "950"),
    ];
    expect(fallsByDay(points, "UTC")).toEqual([
      { day: "2026-11-20", worst: 110, percent: 10 },
      { day: "2026-11-21", worst: 0, percent: 0 },
    ]);
  });

  it("ends a day where the account's zone does", () => {
    const points = [point("2026-11-21T02:00:00Z", "100"), point("2026-11-21T06:00:00Z", "80")];
    expect(fallsByDay(points, "America/New_York").map((fall) => fall.day)).toEqual([
      "2026-11-20",
      "2026-11-21",
    ]);
    expect(fallsByDay(points, "America/New_York").every((fall) => fall.worst === 0)).toBe(true);
  });
});
