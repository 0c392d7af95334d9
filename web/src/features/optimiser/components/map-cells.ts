/** The parameter map as cells: where it is best, and how level the ground around it is. */
import type { ParameterMap } from "../api/optimisations";

export interface Cell {
  value: number | null;
  /** From 0 (worst seen) to 1 (best seen). */
  share: number;
  isBest: boolean;
  /** The best cell's neighbours that keep most of it: a plateau, not a peak. */
  isPlateau: boolean;
}

/** Of the span between worst and best, what a neighbour must keep to belong to the plateau. */
const KEPT = 0.7;

export function cellsOf({ best }: Pick<ParameterMap, "best">): Cell[][] {
  const known = best.flat().filter((value): value is number => value !== null);
  const low = Math.min(...known);
  const high = Math.max(...known);
  const bar = low + KEPT * (high - low);
  const top = topOf(best, high);
  return best.map((row, y) =>
    row.map((value, x) => {
      const isNear = top !== null && Math.abs(top.x - x) <= 1 && Math.abs(top.y - y) <= 1;
      const isBest = top !== null && top.x === x && top.y === y;
      return {
        value,
        share: value === null || high === low ? 0 : (value - low) / (high - low),
        isBest,
        isPlateau: value !== null && isNear && !isBest && value >= bar,
      };
    }),
  );
}

function topOf(best: ParameterMap["best"], high: number): { x: number; y: number } | null {
  for (const [y, row] of best.entries()) {
    const x = row.indexOf(high);
    if (x >= 0) return { x, y };
  }
  return null;
}

/** What the neighbourhood of the best says, in a sentence. */
export function groundWord(cells: readonly (readonly Cell[])[]): string {
  let near = 0;
  let level = 0;
  for (const [y, row] of cells.entries()) {
    for (const [x, cell] of row.entries()) {
      if (!cell.isBest) continue;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const other = cells[y + dy]?.[x + dx];
          if ((dx === 0 && dy === 0) || !other || other.value === null) continue;
          near += 1;
          if (other.isPlateau) level += 1;
        }
      }
    }
  }
  if (near === 0) return "Nothing was tried beside the best, so nothing is known of the ground around it.";
  const told = `${level} of ${near} neighbours keep most of what the best has`;
  return level * 2 >= near
    ? `${told}: a plateau. A small change of the market does little harm.`
    : `${told}: a lonely peak. Expect it to vanish on other bars.`;
}
