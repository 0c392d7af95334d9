import { describe, expect, it } from "vitest";
import { rowsUnder } from "./opposite-rows";

const row = { held: "against", left: "any", reduce_only: "no", meaning: "close", words: "closed" };

describe("rowsUnder", () => {
  it("shows what holds under the chosen rule, in the order that decides", () => {
    const rows = [
      { ...row, left: "flat", rule: "any", words: "everything is closed" },
      { ...row, rule: "reverse", words: "reversed" },
      { ...row, rule: "close" },
      { ...row, rule: "as_asked", words: "a person's order nets" },
      { ...row, reduce_only: "yes", rule: "any", words: "never more than is held" },
    ];

    expect(rowsUnder("close", rows)).toEqual([
      { held: "the other side", says: "trade and be flat afterwards", words: "everything is closed" },
      { held: "the other side", says: "trade", words: "closed" },
      { held: "the other side", says: "trade, but only to reduce", words: "never more than is held" },
    ]);
  });
});
