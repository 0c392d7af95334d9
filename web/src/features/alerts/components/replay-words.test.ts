import { describe, expect, it } from "vitest";
import { pathWords, valueWords } from "./replay-words";

describe("differences in words", () => {
  it("names the place a person would look at", () => {
    const label = (id: string) => (id === "a1" ? "Paper account" : id);

    expect(pathWords("$.signals.a1.decision.stop_loss.value", label)).toBe(
      "Paper account › decision › stop loss › value",
    );
    expect(pathWords("$.signals.a1.orders[1].quantity", label)).toBe("Paper account › order 2 › quantity");
    expect(pathWords("$.outcome", label)).toBe("outcome");
    expect(pathWords("$", label)).toBe("the whole");
  });

  it("says values without brackets, and keeps each digit", () => {
    expect(valueWords("1234.50000000000000000001")).toBe("1\u202f234.50000000000000000001");
    expect(valueWords(null)).toBe("nothing");
    expect(valueWords({ mode: "risk_reward", value: "2", note: null })).toBe("mode risk reward, value 2");
    expect(valueWords([])).toBe("nothing");
    expect(valueWords({ mode: "fixed", value: "3", words: "3 units: 3 AAPL." })).toBe("3 units: 3 AAPL.");
  });
});
