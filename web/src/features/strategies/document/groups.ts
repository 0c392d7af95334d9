/** The tree of a rule: groups of all, any and not, of any depth; a leaf is a component's name or a condition. */
import { isRecord, type Json } from "./json";

export type GroupKind = "all" | "any";
export type Steps = readonly number[];

/** One row or box of the tree. `isNot` gathers however many `not` stand before it. */
export type Node =
  | { kind: GroupKind; isNot: boolean; items: Json[] }
  | { kind: "leaf"; isNot: boolean; text: string }
  | { kind: "other"; isNot: boolean };

export const GROUP_DEPTH_MAX = 16; // the language's own limit

export function nodeOf(value: Json | undefined): Node {
  let [at, isNot] = [value, false];
  while (isRecord(at) && "not" in at && Object.keys(at).length === 1) {
    isNot = !isNot;
    at = at["not"];
  }
  if (isRecord(at)) {
    const names = Object.keys(at);
    const kind = names.length === 1 ? names[0] : undefined;
    const items = kind === "all" || kind === "any" ? at[kind] : undefined;
    if ((kind === "all" || kind === "any") && Array.isArray(items)) return { kind, isNot, items };
    return { kind: "other", isNot };
  }
  if (Array.isArray(at) || at === null || at === undefined) return { kind: "other", isNot };
  return { kind: "leaf", isNot, text: String(at) };
}

export function valueOf(node: Node, fallback: Json = ""): Json {
  if (node.kind === "other") return fallback;
  const plain: Json = node.kind === "leaf" ? node.text : { [node.kind]: node.items };
  return node.isNot ? { not: plain } : plain;
}

/**
 * The way to a node in the document's own steps: `outer` leads to its first `not`, `inner` through them to what they turn:
 * `["all", 2, "not", "any", 0]`.
 */
export function waysTo(
  root: Json | undefined,
  steps: Steps,
): { outer: (string | number)[]; inner: (string | number)[] } {
  const inner: (string | number)[] = [];
  let at = root;
  const throughNots = () => {
    while (isRecord(at) && "not" in at) {
      inner.push("not");
      at = at["not"];
    }
  };
  let outer = [...inner];
  throughNots();
  for (const step of steps) {
    const node = nodeOf(at);
    if (node.kind !== "all" && node.kind !== "any") break;
    inner.push(node.kind, step);
    outer = [...inner];
    at = node.items[step];
    throughNots();
  }
  return { outer, inner };
}

/** Replace the node at `steps`; `null` takes it out, and a group that is empty then goes too. */
export function replaceNode(root: Json, steps: Steps, change: (value: Json) => Json | null): Json | null {
  const [step, ...rest] = steps;
  if (step === undefined) return change(root);
  const node = nodeOf(root);
  if ((node.kind !== "all" && node.kind !== "any") || !(step in node.items)) return root;
  const next = replaceNode(node.items[step] ?? "", rest, change);
  const items = node.items.flatMap((item, i) => (i === step ? (next === null ? [] : [next]) : [item]));
  return items.length === 0 ? null : valueOf({ ...node, items });
}

export const setLeaf = (root: Json, steps: Steps, text: string) =>
  replaceNode(root, steps, (value) => valueOf({ kind: "leaf", isNot: nodeOf(value).isNot, text }));

export const setKind = (root: Json, steps: Steps, kind: GroupKind) =>
  replaceNode(root, steps, (value) => {
    const node = nodeOf(value);
    return node.kind === "all" || node.kind === "any" ? valueOf({ ...node, kind }) : value;
  });

export const toggleNot = (root: Json, steps: Steps) =>
  replaceNode(root, steps, (value) => {
    const node = nodeOf(value);
    return node.kind === "other" ? value : valueOf({ ...node, isNot: !node.isNot });
  });

export const removeNode = (root: Json, steps: Steps) => replaceNode(root, steps, () => null);

/** Put a leaf or a group at the end of the group at `steps`; a leaf there becomes a group with it. */
export const addTo = (root: Json, steps: Steps, item: Json) =>
  replaceNode(root, steps, (value) => {
    const node = nodeOf(value);
    return node.kind === "all" || node.kind === "any"
      ? valueOf({ ...node, items: [...node.items, item] })
      : { all: [value, item] };
  });

/** Put a node into a group of its own, so that others can join it. */
export const wrap = (root: Json, steps: Steps, kind: GroupKind) =>
  replaceNode(root, steps, (value) => ({ [kind]: [value] }));

/** Move a node up or down among its neighbours. */
export function move(root: Json, steps: Steps, by: -1 | 1): Json | null {
  const at = steps.at(-1);
  if (at === undefined) return root;
  return replaceNode(root, steps.slice(0, -1), (value) => {
    const node = nodeOf(value);
    if ((node.kind !== "all" && node.kind !== "any") || !(at + by in node.items)) return value;
    const items = [...node.items];
    items.splice(at + by, 0, ...items.splice(at, 1));
    return valueOf({ ...node, items });
  });
}

export function depthOf(value: Json): number {
  const node = nodeOf(value);
  return node.kind === "all" || node.kind === "any" ? 1 + Math.max(0, ...node.items.map(depthOf)) : 1;
}
