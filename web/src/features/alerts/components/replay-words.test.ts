import { describe, expect, it } from "vitest";
import { pathWords, valueWords } from "./replay-words";

describe("differences in words", () => {
  it("names the place a person would look at", () => {
    expect(pathWords("$.signals[0].decision.sizing.quantity")).toBe(
      "account 1 › decision › sizing › quantity",
    );
    expect(pathWords("$.outcome")).toBe("outcome");
    expect(pathWords("$")).toBe("the whole");
  });

  it("says values without brackets, and keeps each digit", () => {
    expect(valueWords("1234.50000000000000000001")).toBe("1\u202f234.50000000000000000001");
    expect(valueWords(null)).toBe("nothing");
    expect(valueWords({ mode: "risk_reward", value: "2", note: null })).toBe("mode risk reward, value 2");
    expect(valueWords([])).toBe("nothing");
  });
});
