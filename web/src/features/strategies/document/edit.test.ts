import { describe, expect, it } from "vitest";
import { convert, insertAt, moveAt, renameAt, render, setAt } from "./edit";
import { BLANK, examples as files } from "./examples";
import { getIn, isSame, parsePath, renderPath, type Json, type JsonRecord } from "./json";
import { formatOf, lineOf, readText } from "./text";

const SAMPLE = `# Written on a rainy day
name: Momentum   # keep this name
timeframe: 1h

inputs:
  fast: {type: int, default: 12, min: 2}   # the quick one
components:
  - {id: cross, type: entry, expression: {long: "crossover(ema(close, fast), ema(close, 26))"}}
  - id: back
    type: exit
    expression: {long: close < 0.10}
stop_loss: {mode: percent, value: 2.50}
`;

const document = (text: string): JsonRecord => {
  const reading = readText(text);
  if (reading.document === null) throw new Error(reading.fault.message);
  return reading.document;
};

describe("a definition's text", () => {
  it("keeps comments, quotes, order and digits where something else was changed", () => {
    const after = setAt(SAMPLE, ["inputs", "fast", "default"], 20);

    expect(after).toContain("# Written on a rainy day");
    expect(after).toContain("name: Momentum # keep this name");
    expect(after).toContain("fast: {type: int, default: 20, min: 2} # the quick one");
    expect(after).toContain("value: 2.50");
    expect(after).toContain("close < 0.10");
    expect(Object.keys(document(after))).toEqual(Object.keys(document(SAMPLE)));
  });

  it("keeps every digit of a number nobody touched", () => {
    const long = "a: 0.12345678901234567890123\nb: 12345678901234567890\nc: 1e-9\nname: x\n";
    expect(setAt(long, ["name"], "y")).toBe(long.replace("name: x", "name: y"));
  });

  it("makes what is missing on the way and takes away what became empty", () => {
    const made = setAt(SAMPLE, ["costs", "commission", "value"], 0.1);
    expect(getIn(document(made), ["costs"])).toEqual({ commission: { value: 0.1 } });

    const undone = setAt(made, ["costs", "commission", "value"], undefined);
    expect(document(undone)).toEqual(document(SAMPLE));
  });

  it("turns a value into a mapping when a part of it is set", () => {
    const text = "components:\n  - {id: a, type: entry, expression: close > open}\n";
    const after = setAt(text, ["components", 0, "expression", "long"], "close > high[1]");
    expect(getIn(document(after), ["components", 0, "expression"])).toEqual({ long: "close > high[1]" });
  });

  it("inserts, moves and renames in place", () => {
    const inserted = insertAt(SAMPLE, ["components"], 0, {
      id: "up",
      type: "trend",
      expression: "close > open",
    });
    const ids = (text: string) => (document(text)["components"] as JsonRecord[]).map((one) => one["id"]);
    expect(ids(inserted)).toEqual(["up", "cross", "back"]);
    expect(inserted).toContain("  - {id: up, type: trend, expression: close > open}");
    expect(ids(moveAt(inserted, ["components"], 0, 2))).toEqual(["cross", "back", "up"]);
    expect(insertAt("name: x\n", ["take_profit"], 0, { mode: "percent", value: 2 })).toBe(
      "name: x\ntake_profit:\n  - {mode: percent, value: 2}\n",
    );

    const renamed = renameAt(SAMPLE, ["inputs"], "fast", "quick");
    expect(getIn(document(renamed), ["inputs", "quick", "default"])).toBe(12);
    expect(renamed).toContain("# the quick one");
    expect(renameAt(renamed, ["inputs"], "quick", "")).toBe(renamed);
  });

  it("is never changed while it cannot be read", () => {
    const broken = "name: [1,\ntimeframe: 1h";
    for (const after of [
      setAt(broken, ["name"], "x"),
      insertAt(broken, ["components"], 0, {}),
      moveAt(broken, ["components"], 0, 1),
      renameAt(broken, [], "name", "title"),
      convert(broken, "json"),
    ]) {
      expect(after).toBe(broken);
    }
    expect(readText(broken)).toMatchObject({ document: null, fault: { line: 2 } });
    expect(readText("- 1\n- 2").fault?.message).toContain("names with values");
  });

  it("keeps names that no form knows", () => {
    const text = "name: x\nmystery: {deep: [1, {a: 2}]}\n";
    expect(document(setAt(text, ["name"], "y"))).toEqual({ name: "y", mystery: { deep: [1, { a: 2 }] } });
  });

  it("unfolds what refers to itself only so far", () => {
    const bomb =
      "a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n" +
      "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n";
    expect(readText(bomb).fault).not.toBeNull();
    expect(setAt(bomb, ["name"], "x")).toBe(bomb);
    expect(document(setAt("a: &a {v: 1}\nb: *a\n", ["b", "v"], 2))).toEqual({ a: { v: 1 }, b: { v: 2 } });
  });

  it("says on which line a place stands", () => {
    expect(lineOf(SAMPLE, parsePath("$.components[1].expression.long"))).toBe(11);
    expect(lineOf(SAMPLE, parsePath("$.components[1].invert"))).toBe(9);
    expect(lineOf(SAMPLE, parsePath("$.sizing"))).toBe(1);
    expect(renderPath(parsePath("$.components[1].expression.long"))).toBe("$.components[1].expression.long");
  });
});

describe("the two notations", () => {
  const examples = [BLANK, ...files.map((example) => example.text)];

  it("say the same of every example", { timeout: 30_000 }, () => {
    expect(examples.length).toBeGreaterThan(10);
    for (const text of examples) {
      const json = convert(text, "json");
      expect(formatOf(json)).toBe("json");
      expect(document(json)).toEqual(document(text));
      expect(document(convert(json, "yaml"))).toEqual(document(text));
    }
  });

  it("agree after any change, whichever was edited", { timeout: 30_000 }, () => {
    const random = seeded(7);
    for (let round = 0; round < 60; round++) {
      const text = examples[Math.floor(random() * examples.length)] ?? "";
      let [yaml, json, plain] = [text, convert(text, "json"), document(text) as Json];
      for (let step = 0; step < 6; step++) {
        const path = anyPath(plain, random);
        const value = anyValue(random);
        yaml = setAt(yaml, path, value);
        json = setAt(json, path, value);
        plain = document(yaml);
        expect(getIn(plain, path), renderPath(path)).toEqual(value);
        expect(isSame(document(json), plain), `${renderPath(path)} in\n${yaml}`).toBe(true);
        expect(document(render(plain, "yaml"))).toEqual(plain);
      }
    }
  });
});

/** A small generator with a seed, so that a failure can be seen again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

function anyPath(value: Json, random: () => number): (string | number)[] {
  const path: (string | number)[] = [];
  let at: Json | undefined = value;
  while (typeof at === "object" && at !== null && (path.length === 0 || random() < 0.7)) {
    const steps: (string | number)[] = Array.isArray(at) ? [...at.keys()] : [...Object.keys(at), "extra"];
    const step = steps[Math.floor(random() * steps.length)];
    if (step === undefined) break;
    path.push(step);
    at = getIn(at, [step]);
  }
  return path;
}

function anyValue(random: () => number): Json {
  const values: Json[] = [
    2,
    0.1,
    -3.5,
    true,
    "close > open",
    "a: b # c",
    "on",
    "1h",
    "0.5",
    "two\nlines",
    "- dash",
    "'quote\"",
    { mode: "atr", value: 2, length: "len" },
    { all: ["a", { not: "b" }] },
    [1, "x", { y: null }],
  ];
  return values[Math.floor(random() * values.length)] ?? 0;
}
