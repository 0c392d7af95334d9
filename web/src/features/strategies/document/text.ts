/** A definition's text, read: as YAML or as JSON, with the place of what cannot be read. */
import { isAlias, LineCounter, parseDocument, visit, type Document, type ScalarTag } from "yaml";
import { isRecord, type JsonRecord, type Path } from "./json";

export type Format = "yaml" | "json";

export interface TextFault {
  message: string;
  line: number;
  column: number;
}

/** `document` is what the text says; it is null exactly when there is a fault. */
export type Reading =
  | { format: Format; document: JsonRecord; fault: null }
  | { format: Format; document: null; fault: TextFault };

/** JSON is what begins as JSON does; everything else is YAML. */
export function formatOf(text: string): Format {
  return /^\s*\{\s*("|\}|$)/.test(text) ? "json" : "yaml";
}

const ALIASES_MAX = 100; // an honest definition has none; this bounds what a hostile one can unfold to

/** Numbers are written as their author wrote them, to the last digit. */
const asWritten: ScalarTag = {
  tag: "tag:yaml.org,2002:float",
  default: true,
  test: /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/,
  identify: (value) => typeof value === "number",
  resolve: Number,
  stringify: (node) => node.source ?? String(node.value),
};

/** Parse without resolving; the caller looks at `errors`. */
export function parsed(text: string, lines?: LineCounter): Document {
  return parseDocument(text, {
    prettyErrors: false,
    customTags: (tags) => [asWritten, ...tags],
    ...(lines ? { lineCounter: lines } : {}),
  });
}

export function readText(text: string): Reading {
  const format = formatOf(text);
  const lines = new LineCounter();
  const document = parsed(text, lines);
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const error = document.errors[0];
  if (error) return { format, document: null, fault: { message: error.message, ...place(error.pos[0]) } };
  try {
    const value: unknown = document.toJS({ maxAliasCount: ALIASES_MAX });
    if (value === null || value === undefined) return { format, document: {}, fault: null };
    if (isRecord(value)) return { format, document: value, fault: null };
    const message = "A definition is made of names with values, such as `name: My strategy`.";
    return { format, document: null, fault: { message, line: 1, column: 1 } };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : "The text refers to itself.";
    return { format, document: null, fault: { message, line: 1, column: 1 } };
  }
}

/** The line on which a place stands, or the nearest place above it that is written; null when the text cannot be read. */
export function lineOf(text: string, path: Path): number | null {
  const lines = new LineCounter();
  const document = parsed(text, lines);
  if (document.errors.length > 0) return null;
  for (let depth = path.length; depth > 0; depth--) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
    if (range) return lines.linePos(range[0]).line;
  }
  return 1;
}

/** Whether the text uses `*names` for parts of itself, which cannot be edited one by one. */
export function hasAliases(document: Document): boolean {
  let found = false;
  visit(document, (_, node) => {
    if (!isAlias(node)) return undefined;
    found = true;
    return visit.BREAK;
  });
  return found;
}
