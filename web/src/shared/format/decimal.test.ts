import { describe, expect, it } from "vitest";
import {
  addDecimals,
  compareDecimals,
  decimalsOf,
  formatDecimal,
  formatShare,
  isDecimal,
  multiplyDecimals,
  negated,
  onGrid,
  shiftPoint,
  signOf,
  trueMinus,
} from "./decimal";

describe("formatDecimal", () => {
  it("keeps every digit a float would lose", () => {
    expect(formatDecimal("0.12345678901234567890123")).toBe("0.12345678901234567890123");
    expect(formatDecimal("123456789012345678.01", { decimals: 2 })).toBe(
      "123\u202f456\u202f789\u202f012\u202f345\u202f678.01",
    );
  });

  it("rounds half away from zero and carries into the whole part", () => {
    expect(formatDecimal("1.005", { decimals: 2 })).toBe("1.01");
    expect(formatDecimal("999.995", { decimals: 2 })).toBe("1\u202f000.00");
    expect(formatDecimal("-0.5", { decimals: 0 })).toBe("\u22121");
  });

  it("never shows a minus before a figure that reads as zero", () => {
    expect(formatDecimal("-0.001", { decimals: 2 })).toBe("0.00");
  });

  it("reads the exponent form a Decimal may print", () => {
    expect(formatDecimal("1E-8")).toBe("0.00000001");
    expect(formatDecimal("1.25E+4")).toBe("12\u202f500");
  });

  it("shows plus only when asked, and leaves what it cannot read alone", () => {
    expect(formatDecimal("12.5", { decimals: 2, signed: true })).toBe("+12.50");
    expect(formatDecimal("n/a")).toBe("n/a");
  });
});

describe("figures of a market whose grid is not known", () => {
  it("fills up to the decimals of a column and rounds none away before the most", () => {
    const asTold = { minDecimals: 2, maxDecimals: 8 };

    expect(formatDecimal("90", asTold)).toBe("90.00");
    expect(formatDecimal("0.12345", asTold)).toBe("0.12345");
    expect(formatDecimal("228.993333333333", asTold)).toBe("228.99333333");
  });

  it("keeps of what was divided the digits that tell something", () => {
    const average = { minDecimals: 2, maxSignificant: 7 };

    expect(formatDecimal("228.99107143", average)).toBe("228.9911");
    expect(formatDecimal("0.0000123456789", average)).toBe("0.00001234568");
    expect(formatDecimal("12345678.9", average)).toBe(formatDecimal("12345678.90", { decimals: 2 }));
  });

  it("gives the numbers of a sentence a true minus, and leaves dates and names alone", () => {
    expect(trueMinus("a difference of -0.05 since 2026-11-22 in BTC-USD (-3)")).toBe(
      "a difference of \u22120.05 since 2026-11-22 in BTC-USD (\u22123)",
    );
  });
});

describe("signs, order and steps", () => {
  it("knows the sign without arithmetic", () => {
    expect([signOf("-0.00"), signOf("-0.01"), signOf("3"), signOf(null)]).toEqual([0, -1, 1, 0]);
  });

  it("orders figures that floats would call equal", () => {
    expect(compareDecimals("0.1000000000000000000001", "0.1")).toBe(1);
    expect(compareDecimals("-2", "10")).toBe(-1);
  });

  it("counts the decimals of a tick", () => {
    expect([decimalsOf("0.010"), decimalsOf("5"), decimalsOf("1E-5")]).toEqual([2, 0, 5]);
  });

  it("moves the point for percent", () => {
    expect(shiftPoint("0.015", 2)).toBe("1.5");
    expect(shiftPoint("1.5", -2)).toBe("0.015");
    expect(formatShare("0.0125")).toBe("1.25\u202f%");
  });

  it("accepts what a trader types and refuses the rest", () => {
    expect(["1", "1.", ".5", "-3.2"].every(isDecimal)).toBe(true);
    expect(["", "1,5", "abc", "NaN", "1e5"].some(isDecimal)).toBe(false);
  });
});

describe("exact arithmetic", () => {
  it("adds, multiplies and turns the sign without losing a digit", () => {
    expect(addDecimals("0.1", "0.2")).toBe("0.3");
    expect(addDecimals("100", "-0.01")).toBe("99.99");
    expect(addDecimals("12345678901234567890.1", "0.1")).toBe("12345678901234567890.2");
    expect(multiplyDecimals("0.07382", "67500.55")).toBe("4982.890601");
    expect(multiplyDecimals("twelve", "2")).toBeNull();
    expect(negated("0.5")).toBe("-0.5");
  });

  it("finds the grid point nearest to where a hand dropped a price", () => {
    expect(onGrid(2755.9837, "0.01")).toBe("2755.98");
    expect(onGrid(101.3, "0.25")).toBe("101.25");
    expect(onGrid(101.3, "5")).toBe("100");
  });
});
