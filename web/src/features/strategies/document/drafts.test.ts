import { describe, expect, it } from "vitest";
import {
  componentIds,
  freeName,
  inSlot,
  misplaced,
  newCondition,
  newFromLibrary,
  ruleInEffect,
} from "./components";
import { corrected, remarkOf, share } from "./faults";
import {
  addTo,
  depthOf,
  move,
  nodeOf,
  removeNode,
  setKind,
  setLeaf,
  toggleNot,
  waysTo,
  wrap,
} from "./groups";
import { begin, redo, undo, write } from "./history";
import { getIn, type Json, type JsonRecord } from "./json";
import { isTypedFor, scalarOf, typedOf } from "./scalars";

describe("a rule's tree", () => {
  const rule: Json = { all: ["filter", { not: { any: ["hour < 8", "cross"] } }, "close > open"] };

  it("is changed at one place and stays the same elsewhere", () => {
    expect(setLeaf(rule, [1, 0], "hour < 9")).toEqual({
      all: ["filter", { not: { any: ["hour < 9", "cross"] } }, "close > open"],
    });
    expect(setKind(rule, [1], "all")).toEqual({
      all: ["filter", { not: { all: ["hour < 8", "cross"] } }, "close > open"],
    });
    expect(addTo(rule, [1], { any: ["a"] })).toEqual({
      all: ["filter", { not: { any: ["hour < 8", "cross", { any: ["a"] }] } }, "close > open"],
    });
    expect(move(rule, [2], -1)).toEqual({
      all: ["filter", "close > open", { not: { any: ["hour < 8", "cross"] } }],
    });
    expect(move(rule, [0], -1)).toEqual(rule);
    expect(wrap(rule, [0], "any")).toEqual({
      all: [{ any: ["filter"] }, { not: { any: ["hour < 8", "cross"] } }, "close > open"],
    });
  });

  it("takes back a `not` with a second one", () => {
    const once = toggleNot(rule, [0]);
    expect(once).toMatchObject({ all: [{ not: "filter" }, {}, "close > open"] });
    expect(toggleNot(once ?? "", [0])).toEqual(rule);
    expect(nodeOf({ not: { not: { not: "a" } } })).toEqual({ kind: "leaf", isNot: true, text: "a" });
  });

  it("loses a group with its last member, and the rule with its last group", () => {
    const less = removeNode(removeNode(rule, [1, 1]) ?? "", [1, 0]);
    expect(less).toEqual({ all: ["filter", "close > open"] });
    expect(removeNode({ all: [{ any: ["a"] }] }, [0, 0])).toBeNull();
  });

  it("knows the document's own way to a node, where faults point", () => {
    expect(waysTo(rule, [1, 0]).inner).toEqual(["all", 1, "not", "any", 0]);
    expect(waysTo(rule, [1])).toEqual({ outer: ["all", 1], inner: ["all", 1, "not"] });
    for (const steps of [[0], [1, 1], [2]]) {
      const value = getIn(rule, waysTo(rule, steps).inner);
      expect(setLeaf(rule, steps, typedOf(value)), String(steps)).toEqual(rule);
    }
    expect(depthOf(rule)).toBe(3);
  });

  it("leaves alone what it does not understand", () => {
    const strange: Json = { all: [{ some: ["a"] }, 3] };
    expect(nodeOf({ some: ["a"] }).kind).toBe("other");
    expect(toggleNot(strange, [0])).toEqual(strange);
    expect(setLeaf(strange, [1], "4 > 3")).toEqual({ all: [{ some: ["a"] }, "4 > 3"] });
  });
});

describe("components", () => {
  const document: JsonRecord = {
    direction: "both",
    inputs: { signal: {} },
    components: [
      { id: "up", type: "trend" },
      { id: "go", type: "entry" },
      { type: "banana" },
      { id: "out", type: "exit" },
    ],
  };

  it("stand in the slot of their type, at their own place in the list", () => {
    expect(inSlot(document, "exit")).toMatchObject([{ index: 3, id: "out" }]);
    expect(misplaced(document)).toEqual([2]);
    expect(componentIds(document)).toEqual(["up", "go", "out"]);
  });

  it("get a name that is free and the sides the strategy trades", () => {
    expect(newCondition(document, "entry")).toMatchObject({ id: "signal_2", type: "entry" });
    const expression = newCondition({ ...document, direction: "short" }, "entry")["expression"];
    expect(Object.keys(expression as object)).toEqual(["short"]);
    expect(newFromLibrary(document, "entry", { name: "ema_cross", type: "entry" })).toEqual({
      id: "ema_cross",
      type: "entry",
      indicator: "ema_cross",
    });
    expect(newFromLibrary(document, "exit", { name: "ema_cross", type: "entry" })["invert"]).toBe(true);
    expect(freeName("2 fast!", new Set())).toBe("_2_fast_");
  });

  it("make the rule that holds while none is written", () => {
    expect(ruleInEffect(document, "entry")).toEqual({ all: ["up", "go"] });
    expect(ruleInEffect({ components: [] }, "exit")).toBeNull();
  });
});

describe("faults", () => {
  const fault = remarkOf({
    path: "$.components[0].expression.long",
    message: "line 1, column 1: unknown function 'crosover'; did you mean crossover?",
    value: "crosover",
  });

  it("are read with their place and their cure", () => {
    expect(fault).toMatchObject({
      message: "Unknown function 'crosover'",
      line: 1,
      column: 1,
      suggestion: "crossover",
    });
    expect(corrected("crosover(close, 2)", fault)).toBe("crossover(close, 2)");
    expect(corrected("close > open", fault)).toBeNull();
    const second = remarkOf({ path: "$", message: "x", value: "b", line: 2, column: 3, suggestion: "cc" });
    expect(corrected("a\n  b > 1", second)).toBe("a\n  cc > 1");
  });

  it("go to the deepest place that can show them, and none is lost", () => {
    const loose = remarkOf({ path: "$.sizing.mode", message: "x" });
    const shared = share([fault, loose], ["$.components[0]", "$.components"]);
    expect(shared.get("$.components[0]")).toEqual([fault]);
    expect(shared.get("")).toEqual([loose]);
  });
});

describe("typing", () => {
  it("makes numbers of numbers and keeps everything else as it was typed", () => {
    expect(["2", "-0.5", ".5", "2.", "stop * 2", "1e5", "", "  "].map(scalarOf)).toEqual([
      2,
      -0.5,
      0.5,
      2,
      "stop * 2",
      "1e5",
      undefined,
      undefined,
    ]);
    expect(isTypedFor("2.", 2)).toBe(true);
    expect(isTypedFor("2.", 3)).toBe(false);
  });

  it("is taken back in the pieces it was done in", () => {
    let history = begin("a");
    history = write(history, "ab", "name", 100);
    history = write(history, "abc", "name", 300);
    history = write(history, "abcd", "other", 400);
    expect(undo(history).text).toBe("abc");
    expect(undo(undo(history)).text).toBe("a");
    expect(undo(undo(undo(history))).text).toBe("a");
    expect(redo(redo(undo(undo(history)))).text).toBe("abcd");
    expect(write(undo(history), "x", "", 500).future).toEqual([]);
  });
});
