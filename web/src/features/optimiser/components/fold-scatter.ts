/** Train against test as points: on the diagonal what was found held. */
import type { FoldList } from "../api/optimisations";

export interface FoldPoint {
  number: number;
  train: number;
  test: number;
}

export function foldPoints(folds: FoldList["items"], objective: string): FoldPoint[] {
  return folds.flatMap(({ number, train, test }) => {
    const found = train.figures?.[objective];
    const held = test.figures?.[objective];
    return found === null || found === undefined || held === null || held === undefined
      ? []
      : [{ number, train: found, test: held }];
  });
}

/** Walk-forward efficiency: of what the searches promised, the share that unseen bars kept; null without a promise. */
export function efficiencyOf(points: readonly FoldPoint[]): number | null {
  const promised = points.reduce((sum, point) => sum + point.train, 0);
  const kept = points.reduce((sum, point) => sum + point.test, 0);
  return promised > 0 ? kept / promised : null;
}

/** The span both axes share, with zero in it. */
export function spanOfPoints(points: readonly FoldPoint[]): [low: number, high: number] {
  const values = [0, ...points.flatMap((point) => [point.train, point.test])];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = (high - low || 1) * 0.08;
  return [low - room, high + room];
}
