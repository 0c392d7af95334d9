import { describe, expect, it } from "vitest";
import { changedInputs, definitionInputs, guruInputs, inputFault, startValues } from "./input-spec";

const document = {
  inputs: {
    fast: { type: "int", default: 12, min: 2, max: 200, step: 1, title: "Fast EMA" },
    src: { type: "source", default: "close" },
    both_sides: { type: "bool", default: true },
  },
};

describe("inputs of a strategy", () => {
  it("come from a definition in its order, with its titles", () => {
    const specs = definitionInputs(document);

    expect(specs.map((spec) => [spec.name, spec.title, spec.kind])).toEqual([
      ["fast", "Fast EMA", "int"],
      ["src", "src", "source"],
      ["both_sides", "both sides", "bool"],
    ]);
    expect(startValues(specs)).toEqual({ fast: "12", src: "close", both_sides: true });
  });

  it("of a curated strategy may lack limits and options", () => {
    const [spec] = guruInputs([{ name: "system", title: "System", kind: "choice", default: "one" }]);

    expect(spec).toMatchObject({ kind: "choice", start: "one", options: [], least: null });
  });

  it("are sent only where they differ, with every digit typed", () => {
    const specs = definitionInputs(document);

    expect(changedInputs(specs, { ...startValues(specs), fast: " 9 " })).toEqual({ fast: "9" });
    expect(changedInputs(specs, startValues(specs))).toEqual({});
  });

  it.each([
    ["1", "At least 2."],
    ["201", "At most 200."],
    ["2.5", "Enter a whole number."],
    ["", "Enter a number."],
    ["20", null],
  ])("%j is answered with %j", (typed, said) => {
    expect(inputFault(definitionInputs(document)[0]!, typed)).toBe(said);
  });
});
