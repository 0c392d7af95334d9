/**
 * Changes to a definition's text, one place at a time. YAML keeps its comments, order and quotes; JSON keeps its order.
 * A text that cannot be read is never changed: each function gives it back as it was.
 */
import {
  Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type YAMLSeq,
} from "yaml";
import type { Json, Path } from "./json";
import { formatOf, hasAliases, parsed, readText, type Format } from "./text";

const FLOW_WIDTH_MAX = 100; // a component or a target stands on one line while it is this short

const written = (document: Document): string =>
  document.toString({ lineWidth: 0, flowCollectionPadding: false, nullStr: "null" });

/** Write a document anew, short parts on one line as people write them. */
export function render(value: Json, format: Format): string {
  if (format === "json") return `${JSON.stringify(value, null, 2)}\n`;
  const document = new Document(value);
  const top = document.contents;
  if (isMap(top)) for (const pair of top.items) flowShort(pair.value as Node | null);
  return written(document);
}

/** Values of the top level stay in blocks; what is in them goes on one line where it fits. */
function flowShort(node: Node | null): void {
  if (!isCollection(node)) return;
  const isShort = JSON.stringify(node.toJSON()).length <= FLOW_WIDTH_MAX;
  if (isMap(node) && isShort && node.items.every((pair) => isScalar(pair.value))) {
    node.flow = true;
    return;
  }
  for (const item of node.items) {
    const child = (isPair(item) ? item.value : item) as Node | null;
    if (isCollection(child) && JSON.stringify(child.toJSON()).length <= FLOW_WIDTH_MAX) child.flow = true;
    else flowShort(child);
  }
}

/** The same document in the other notation; a text that cannot be read stays. */
export function convert(text: string, format: Format): string {
  const reading = readText(text);
  return reading.document === null || reading.format === format ? text : render(reading.document, format);
}

/** Put a value at a place, making what is missing on the way; `undefined` takes the place away. */
export function setAt(text: string, path: Path, value: Json | undefined): string {
  return changed(text, (document) => {
    if (value === undefined) {
      if (document.hasIn(path)) document.deleteIn(path);
      prune(document, path.slice(0, -1));
      return;
    }
    makeParents(document, path);
    const before: unknown = document.getIn(path, true);
    const node = document.createNode(value);
    if (isCollection(node)) node.flow = flowFor(before, node, path);
    if (isNode(before)) keepRemarks(before, node);
    document.setIn(path, node);
  });
}

/** Insert into a list; a list that is not there is made. */
export function insertAt(text: string, list: Path, index: number, value: Json): string {
  return changed(text, (document) => {
    const before: unknown = document.getIn(list, true);
    const node = document.createNode(value);
    if (isCollection(node)) node.flow = flowFor(undefined, node, list);
    if (isSeq(before)) before.items.splice(index, 0, node);
    else {
      makeParents(document, list);
      const made = document.createNode([] as Json[]) as YAMLSeq;
      made.items.push(node);
      made.flow = list.length > 1; // only lists of the top level are written line by line
      document.setIn(list, made);
    }
  });
}

/** Move one item of a list to another position. */
export function moveAt(text: string, list: Path, from: number, to: number): string {
  return changed(text, (document) => {
    const node: unknown = document.getIn(list, true);
    if (!isSeq(node) || !(from in node.items) || !(to in node.items)) return;
    node.items.splice(to, 0, ...node.items.splice(from, 1));
  });
}

/** Give a name of a mapping another one, in its place; a name that is taken or empty is refused. */
export function renameAt(text: string, mapping: Path, from: string, to: string): string {
  return changed(text, (document) => {
    const node: unknown = mapping.length > 0 ? document.getIn(mapping, true) : document.contents;
    if (!isMap(node) || !to || node.has(to)) return;
    for (const pair of node.items) if (isScalar(pair.key) && pair.key.value === from) pair.key.value = to;
  });
}

function changed(text: string, change: (document: Document) => void): string {
  const reading = readText(text);
  if (reading.document === null) return text;
  let document = parsed(text);
  if (formatOf(text) === "json" || hasAliases(document) || !isMap(document.contents)) {
    document = new Document(reading.document);
  }
  change(document);
  if (formatOf(text) === "json" && text.trim()) return render(document.toJS() as Json, "json");
  return isMap(document.contents) && document.contents.items.length === 0 ? "" : written(document);
}

function flowFor(before: unknown, node: Node, path: Path): boolean {
  if (isCollection(before)) return before.flow === true;
  return (
    path.length > 0 &&
    isCollection(node) &&
    (typeof path.at(-1) === "number" || path.length > 1 || isMap(node))
  );
}

function keepRemarks(before: Node, after: Node): void {
  after.comment = before.comment ?? null;
  after.commentBefore = before.commentBefore ?? null;
  if (before.spaceBefore) after.spaceBefore = true;
}

/** A step through what is no collection replaces it: `expression: x` becomes a mapping when a side is set. */
function makeParents(document: Document, path: Path): void {
  for (let depth = 1; depth < path.length; depth++) {
    const head = path.slice(0, depth);
    const at: unknown = document.getIn(head, true);
    const isList = typeof path[depth] === "number";
    if (isList ? isSeq(at) : isMap(at)) continue;
    const made = document.createNode(isList ? [] : {});
    made.flow = depth > 1 || !isList;
    document.setIn(head, made);
  }
}

/** Take away mappings that became empty, but no item of a list: its neighbours keep their numbers. */
function prune(document: Document, path: Path): void {
  for (let depth = path.length; depth > 0 && typeof path[depth - 1] === "string"; depth--) {
    const head = path.slice(0, depth);
    const node: unknown = document.getIn(head, true);
    if (!isCollection(node) || node.items.length > 0) return;
    document.deleteIn(head);
  }
}
