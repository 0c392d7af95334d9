/** What a strategy lets one change, whether it is a saved definition or a curated one, and how typed text becomes values. */
import { isDecimal } from "@/shared/format";

export type InputKind = "int" | "float" | "bool" | "choice" | "source" | "timeframe";
export type InputValue = string | boolean;

export interface InputSpec {
  name: string;
  title: string;
  kind: InputKind;
  /** As a field shows it. */
  start: InputValue;
  least: number | null;
  most: number | null;
  step: number | null;
  options: readonly string[];
}

const SOURCES = ["open", "high", "low", "close", "hl2", "hlc3", "ohlc4", "hlcc4", "volume"];
const TIMEFRAMES = ["1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "1d", "1w"];

interface Told {
  name: string;
  title?: string | null | undefined;
  kind: string;
  default: unknown;
  least?: unknown;
  most?: unknown;
  step?: unknown;
  options?: unknown;
}

function specOf(told: Told): InputSpec {
  const kind = (
    ["int", "float", "bool", "choice", "source", "timeframe"].includes(told.kind) ? told.kind : "choice"
  ) as InputKind;
  const options = Array.isArray(told.options) ? told.options.map(String) : [];
  return {
    name: told.name,
    title: told.title || told.name.replaceAll("_", " "),
    kind,
    start: typeof told.default === "boolean" ? told.default : plain(told.default),
    least: numberOf(told.least),
    most: numberOf(told.most),
    step: numberOf(told.step),
    options: kind === "source" ? SOURCES : kind === "timeframe" ? TIMEFRAMES : options,
  };
}

const numberOf = (value: unknown): number | null =>
  typeof value === "number" ? value : typeof value === "string" && isDecimal(value) ? Number(value) : null;
const plain = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** The inputs of a definition document, in its own order. */
export function definitionInputs(document: Readonly<Record<string, unknown>> | undefined): InputSpec[] {
  const inputs = document?.["inputs"];
  if (typeof inputs !== "object" || inputs === null) return [];
  return Object.entries(inputs as Record<string, Record<string, unknown>>).map(([name, told]) =>
    specOf({
      name,
      title: plain(told["title"]),
      kind: plain(told["type"]),
      default: told["default"],
      least: told["min"],
      most: told["max"],
      step: told["step"],
      options: told["options"],
    }),
  );
}

/** The inputs of a curated strategy. */
export function guruInputs(told: readonly Told[] | undefined): InputSpec[] {
  return (told ?? []).map(specOf);
}

export function startValues(specs: readonly InputSpec[]): Record<string, InputValue> {
  return Object.fromEntries(specs.map((spec) => [spec.name, spec.start]));
}

/** What is wrong with a typed value, in words; null when nothing is. */
export function inputFault(spec: InputSpec, value: InputValue | undefined): string | null {
  if (spec.kind !== "int" && spec.kind !== "float") return null;
  const text = String(value ?? "").trim();
  if (!isDecimal(text)) return "Enter a number.";
  const number = Number(text);
  if (spec.kind === "int" && !Number.isInteger(number)) return "Enter a whole number.";
  if (spec.least !== null && number < spec.least) return `At least ${spec.least}.`;
  if (spec.most !== null && number > spec.most) return `At most ${spec.most}.`;
  return null;
}

/** The values that differ from the strategy's own; numbers stay text, so that no digit is lost. */
export function changedInputs(
  specs: readonly InputSpec[],
  values: Readonly<Record<string, InputValue>>,
): Record<string, InputValue> {
  const changed: Record<string, InputValue> = {};
  for (const { name, start } of specs) {
    const value = values[name];
    if (value === undefined) continue;
    const typed = typeof value === "string" ? value.trim() : value;
    if (typed !== start) changed[name] = typed;
  }
  return changed;
}
