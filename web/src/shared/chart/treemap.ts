/** A squarified treemap: areas in proportion, sides as equal as they can be (Bruls, Huizing, van Wijk 2000). */

export interface Tile<T> {
  item: T;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The worst ratio of sides if these areas stood in one row along a side of this length. */
function worst(areas: readonly number[], side: number): number {
  const sum = areas.reduce((total, area) => total + area, 0);
  const thickness = sum / side;
  return Math.max(...areas.map((area) => Math.max(area / thickness ** 2, thickness ** 2 / area)));
}

/** Lay out `items` by `weight` (above zero) in a box of this size, the heaviest first. Items without weight get no tile. */
export function treemap<T>(
  items: readonly T[],
  weight: (item: T) => number,
  size: { width: number; height: number },
): Tile<T>[] {
  const heavy = items.filter((item) => weight(item) > 0).sort((a, b) => weight(b) - weight(a));
  const total = heavy.reduce((sum, item) => sum + weight(item), 0);
  if (total === 0 || size.width <= 0 || size.height <= 0) return [];
  const scale = (size.width * size.height) / total;
  const tiles: Tile<T>[] = [];
  let box = { x: 0, y: 0, width: size.width, height: size.height };
  let at = 0;
  while (at < heavy.length) {
    const side = Math.min(box.width, box.height);
    const row = [heavy[at]!];
    while (at + row.length < heavy.length) {
      const next = heavy[at + row.length]!;
      const areas = row.map((item) => weight(item) * scale);
      if (worst([...areas, weight(next) * scale], side) > worst(areas, side)) break;
      row.push(next);
    }
    const thickness = row.reduce((sum, item) => sum + weight(item) * scale, 0) / side;
    let along = 0;
    for (const item of row) {
      const length = (weight(item) * scale) / thickness;
      tiles.push(
        box.width >= box.height
          ? { item, x: box.x, y: box.y + along, width: thickness, height: length }
          : { item, x: box.x + along, y: box.y, width: length, height: thickness },
      );
      along += length;
    }
    box =
      box.width >= box.height
        ? { ...box, x: box.x + thickness, width: box.width - thickness }
        : { ...box, y: box.y + thickness, height: box.height - thickness };
    at += row.length;
  }
  return tiles;
}
