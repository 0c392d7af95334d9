import { describe, expect, it } from "vitest";
import { formatMoment, formatSpan, formatWhen, spanBetween } from "./time";

describe("times for eyes", () => {
  const at = new Date("2026-03-01T12:00:00Z");

  it("is relative under an hour and a clock after it", () => {
    expect(formatWhen(at, at.getTime() + 12_000, "UTC")).toBe("12 s ago");
    expect(formatWhen(at, at.getTime() + 2 * 3_600_000, "UTC")).toBe("12:00:00");
    expect(formatWhen(at, at.getTime() + 72 * 3_600_000, "UTC")).toBe("01 Mar 2026, 12:00");
  });

  it("shows the trader's zone", () => {
    expect(formatMoment(at, "Asia/Jakarta")).toBe("01 Mar 2026, 19:00:00");
  });

  it("keeps the microseconds between two steps", () => {
    const span = spanBetween("2026-03-01T12:00:00.001250Z", "2026-03-01T12:00:00.004000Z");
    expect(span).toBeCloseTo(2.75, 6);
    expect(formatSpan(span)).toBe("2.8 ms");
    expect(formatSpan(0.4)).toBe("400 µs");
    expect(formatSpan(1500)).toBe("1.50 s");
  });
});
