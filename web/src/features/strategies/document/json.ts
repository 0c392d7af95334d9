/** A definition as plain data, and places in it. Readers never throw: a draft may hold anything. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonRecord = Record<string, Json>;
export type Path = readonly (string | number)[];

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const recordOf = (value: Json | undefined): JsonRecord => (isRecord(value) ? value : {});
export const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

/** What stands at a place, or undefined. */
export function getIn(value: Json | undefined, path: Path): Json | undefined {
  let at: Json | undefined = value;
  for (const step of path) {
    if (Array.isArray(at)) at = typeof step === "number" ? at[step] : undefined;
    else if (isRecord(at)) at = Object.hasOwn(at, step) ? at[step] : undefined;
    else return undefined;
  }
  return at;
}

/** A place as the server writes it: `$.components[2].params.length`. */
export function renderPath(path: Path): string {
  return path.reduce<string>(
    (text, step) => text + (typeof step === "number" ? `[${step}]` : `.${step}`),
    "$",
  );
}

const STEP = /\.([^.[\]]+)|\[(\d+)\]/g;

export function parsePath(text: string): Path {
  return [...text.matchAll(STEP)].map(([, name, index]) =>
    index === undefined ? (name ?? "") : Number(index),
  );
}

/** Whether `path` is `head` or lies below it. */
export function isWithin(path: Path, head: Path): boolean {
  return head.length <= path.length && head.every((step, i) => step === path[i]);
}

export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, i) => isSame(one, b[i]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]))
  );
}
