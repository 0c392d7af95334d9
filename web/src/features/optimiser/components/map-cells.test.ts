import { describe, expect, it } from "vitest";
import { cellsOf, groundWord } from "./map-cells";

const plateau = {
  best: [
    [0, 0, 0],
    [0.9, 1, 0.9],
    [0.9, 0.9, 0.9],
  ],
};
const peak = {
  best: [
    [0, 0.1, 0],
    [0.1, 1, 0],
    [null, 0, 0.2],
  ],
};

describe("the parameter map", () => {
  it("marks the best and what is level around it", () => {
    const cells = cellsOf(plateau);

    expect(cells[1]?.[1]).toMatchObject({ isBest: true, isPlateau: false, share: 1 });
    expect(cells.flat().filter((cell) => cell.isPlateau)).toHaveLength(5);
    expect(cells[0]?.[0]).toMatchObject({ share: 0, isPlateau: false });
  });

  it("tells a plateau from a lonely peak", () => {
    expect(groundWord(cellsOf(plateau))).toMatch(/5 of 8 .* plateau/);
    expect(groundWord(cellsOf(peak))).toMatch(/0 of 7 .* lonely peak/);
    expect(groundWord(cellsOf({ best: [[1]] }))).toMatch(/nothing is known/);
  });
});
