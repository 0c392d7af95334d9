/** What the server says of a draft, brought to the place it is about. */
import { isWithin, parsePath, renderPath, type Path } from "./json";

/** A fault (the draft cannot be used) or a finding (it can, but look). */
export interface Remark {
  kind: "fault" | "warning" | "hint";
  path: Path;
  message: string;
  /** Within the expression at `path`, or within the whole text when `path` is empty; 1 is the first. */
  line: number | null;
  column: number | null;
  suggestion: string | null;
  /** What stands there and is wrong, where the server names it. */
  value: string | null;
}

export interface ServerFault {
  path: string;
  message: string;
  value?: unknown;
  line?: number | null;
  column?: number | null;
  suggestion?: string | null;
}

const PLACE = /^line (\d+), column (\d+): /;
const MEANT = /; did you mean ([\w.]+)\?$/;

export function remarkOf(fault: ServerFault, kind: Remark["kind"] = "fault"): Remark {
  const place = PLACE.exec(fault.message);
  const plain = fault.message.replace(PLACE, "");
  const suggestion = fault.suggestion ?? MEANT.exec(plain)?.[1] ?? null;
  const message = plain.replace(MEANT, "");
  return {
    kind,
    path: parsePath(fault.path),
    message: message.charAt(0).toUpperCase() + message.slice(1),
    line: fault.line ?? (place ? Number(place[1]) : null),
    column: fault.column ?? (place ? Number(place[2]) : null),
    suggestion,
    value: typeof fault.value === "string" ? fault.value : null,
  };
}

/**
 * Give each remark to the deepest place that can show it. What no place shows is under "", so that nothing is lost.
 * `places` are rendered paths of what is on the page.
 */
export function share(remarks: readonly Remark[], places: Iterable<string>): Map<string, Remark[]> {
  const known = new Set(places);
  const shared = new Map<string, Remark[]>();
  for (const remark of remarks) {
    let home = "";
    for (let depth = remark.path.length; depth > 0; depth--) {
      const head = renderPath(remark.path.slice(0, depth));
      if (!known.has(head)) continue;
      home = head;
      break;
    }
    shared.set(home, [...(shared.get(home) ?? []), remark]);
  }
  return shared;
}

/** How many faults lie below a place. */
export function countWithin(remarks: readonly Remark[], heads: readonly Path[]): number {
  return remarks.filter((one) => one.kind === "fault" && heads.some((head) => isWithin(one.path, head)))
    .length;
}

/** Put the suggestion in the place of the word that is wrong; null when the text has changed since. */
export function corrected(text: string, remark: Remark): string | null {
  if (remark.suggestion === null || remark.value === null) return null;
  const lines = text.split("\n");
  const start = lines.slice(0, (remark.line ?? 1) - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const from = start + (remark.column ?? 1) - 1;
  if (text.slice(from, from + remark.value.length) !== remark.value) return null;
  return text.slice(0, from) + remark.suggestion + text.slice(from + remark.value.length);
}

/** A place in the words of the builder: "Components › cross › long". */
export function placeWords(path: Path, nameOf: (path: Path) => string | null): string {
  return path
    .map((step, i) =>
      typeof step === "number"
        ? (nameOf(path.slice(0, i + 1)) ?? String(step + 1))
        : step.replaceAll("_", " "),
    )
    .join(" › ");
}
