import { describe, expect, it } from "vitest";
import { fromWallClock, toWallClock } from "./zoned";

describe("moments by the clock of a zone", () => {
  it.each([
    ["2026-11-21T14:30", "UTC", "2026-11-21T14:30:00.000Z"],
    ["2026-11-21T14:30", "America/New_York", "2026-11-21T19:30:00.000Z"],
    ["2026-07-01T09:00", "Europe/Berlin", "2026-07-01T07:00:00.000Z"],
    ["2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:00.000Z"], // comes twice: the earlier
  ])("reads %s in %s as %s, and back", (text, zone, iso) => {
    expect(fromWallClock(text, zone)).toBe(iso);
    expect(toWallClock(iso, zone)).toBe(text);
  });

  it("reads an hour that the clock leaves out as before the change", () => {
    expect(fromWallClock("2026-03-08T02:30", "America/New_York")).toBe("2026-03-08T07:30:00.000Z");
  });

  it("says nothing of what is no time", () => {
    expect(fromWallClock("tomorrow", "UTC")).toBeNull();
    expect(toWallClock("soon", "UTC")).toBe("");
  });
});
