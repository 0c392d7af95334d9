import { describe, expect, it } from "vitest";
import { offsetOf, piecesOf } from "./marks";

const marked = (text: string, ...faults: { line: number; column: number }[]) =>
  piecesOf(text, faults)
    .filter((piece) => piece.fault !== null)
    .map((piece) => piece.text);

describe("marks", () => {
  it("underlines the whole value that is wrong, on its own line", () => {
    const text = '{"ticker":"ETHUSD",\n "action":"bu,jy", "quantity":-3}';

    expect(marked(text, { line: 2, column: 11 }, { line: 2, column: 31 })).toEqual(['"bu,jy"', "-3"]);
  });

  it("gives the text back unchanged, whatever is marked", () => {
    const text = 'a=1 b="x"\nc';
    const pieces = piecesOf(text, [
      { line: 1, column: 5 },
      { line: 1, column: 5 },
      { line: 2, column: 1 },
      { line: 9, column: 1 },
    ]);

    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
  });

  it("counts characters, not the units they are stored in", () => {
    expect(offsetOf("🚀x", { line: 1, column: 2 })).toBe(2);
    expect(marked("🚀 buy", { line: 1, column: 3 })).toEqual(["buy"]);
  });

  it("marks nothing beyond the end", () => {
    expect(piecesOf("", [{ line: 1, column: 1 }])).toEqual([{ text: "", fault: null }]);
    expect(offsetOf("a", { line: 3, column: 1 })).toBeNull();
  });
});
