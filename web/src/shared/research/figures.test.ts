import { describe, expect, it } from "vitest";
import { figureText, linesOf, meaningOf, probabilityText, spanText } from "./figures";

describe("figures of a report", () => {
  it.each([
    ["1234.5", "money", "1\u202f234.50"],
    ["-12.345", "percent", "\u221212.35\u202f%"],
    ["1.058", "ratio", "1.058"],
    [5845, "count", "5\u202f845"],
    ["0.07382", "quantity", "0.07382"],
    [null, "money", "–"],
    [6_713_100, "seconds", "77 d 16 h"],
    ["2025-02-03T22:15:00Z", "time", "03 Feb 2025, 22:15"],
  ] as const)("%j as %s reads %j", (value, unit, text) => {
    expect(figureText(value, unit)).toBe(text);
  });

  it("never calls what is nearly sure sure", () => {
    expect(probabilityText("0.99954")).toBe("over 99.9\u202f%");
    expect(probabilityText("0.0004")).toBe("under 0.1\u202f%");
    expect(probabilityText("0.623")).toBe("62.3\u202f%");
    expect(probabilityText("1")).toBe("100.0\u202f%");
  });

  it("share a line with their percentages, each figure once", () => {
    const lines = linesOf("summary");

    expect(lines.find((line) => line.name === "net_profit")?.twin).toBe("net_profit_percent");
    expect(lines.some((line) => line.name === "net_profit_percent")).toBe(false);
    expect(lines.some((line) => line.name === "percent_profitable")).toBe(true);
    expect(meaningOf("sharpe").title).toBe("Sharpe ratio");
  });

  it("tell spans in their two largest units", () => {
    expect([spanText(59), spanText(3_660), spanText(90_000), spanText(86_400 * 120)]).toEqual([
      "0 min",
      "1 h 1 min",
      "1 d 1 h",
      "120 d",
    ]);
  });
});
