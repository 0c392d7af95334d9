/** A straight scale that holds all prices with room above and below; heights only, no money is reckoned with it. */

export interface Scale {
  low: number;
  high: number;
}

const ROOM = 0.15; // of the span, above the highest and below the lowest
const LEAST = 0.005; // of the price: a single one, or all at the same, still gets a span

/** Null when there is no price to hold. */
export function scaleOf(prices: readonly number[]): Scale | null {
  if (prices.length === 0) return null;
  const low = Math.min(...prices);
  const high = Math.max(...prices);
  const room = Math.max((high - low) * ROOM, high * LEAST);
  return { low: Math.max(0, low - room), high: high + room };
}

/** How far below the top a price stands, in pixels of `height`; prices beyond the scale stand beyond the edge. */
export function topOf(price: number, { low, high }: Scale, height: number): number {
  return ((high - price) / (high - low)) * height;
}
