/** Where in a text the faults stand, as pieces to draw: `fault` is the index of the one a piece belongs to. */

export interface Place {
  line: number;
  column: number;
}

export interface Piece {
  text: string;
  fault: number | null;
}

/** The character a line and a column (both from 1) stand for; null when the text is shorter. */
export function offsetOf(text: string, { line, column }: Place): number | null {
  let start = 0;
  for (let passed = 1; passed < line; passed++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return null;
    start = end + 1;
  }
  // Columns count characters as the server does, of which one may take two units here.
  const before = Array.from(text.slice(start))
    .slice(0, column - 1)
    .join("");
  const offset = start + before.length;
  return offset <= text.length ? offset : null;
}

/** How far the value at `start` goes: a string to its closing quote, a number or a word to what ends it. */
function endOf(text: string, start: number): number {
  const rest = text.slice(start);
  const found = /^"(?:[^"\\\n]|\\.)*"?/.exec(rest) ?? /^[^\s,;{}[\]]+/.exec(rest) ?? /^\S/.exec(rest);
  return start + (found?.[0].length ?? 0);
}

/** The text cut where faults begin and end; of two at the same place the first is drawn. */
export function piecesOf(text: string, faults: readonly Place[]): Piece[] {
  const spans = faults
    .map((fault, index) => ({ start: offsetOf(text, fault), index }))
    .filter((span): span is { start: number; index: number } => span.start !== null)
    .map((span) => ({ ...span, end: endOf(text, span.start) }))
    .sort((a, b) => a.start - b.start || a.index - b.index);
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, end, index } of spans) {
    if (start < at || end <= start) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), fault: null });
    pieces.push({ text: text.slice(start, end), fault: index });
    at = end;
  }
  if (at < text.length || pieces.length === 0) pieces.push({ text: text.slice(at), fault: null });
  return pieces;
}
