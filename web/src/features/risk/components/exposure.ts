/** Exposure of symbols joined with how their positions go. */
import type { Position } from "@/shared/api";
import { formatDecimal, signOf, toChartNumber } from "@/shared/format";
import type { Exposure } from "../api/risk";

export interface Held extends Exposure {
  unrealised: string | null;
  /** Of what it cost; for tones and words on the screen only. Null where it cannot be told. */
  percent: number | null;
  /** "gain +1.2 %", "loss −0.4 %", "no price". */
  words: string;
}

/** What a position gained of what it cost: cost is its worth without the gain, whichever way it stands. */
function percentOf(each: Exposure, unrealised: string | null): number | null {
  if (unrealised === null || each.notional === null) return null;
  const [worth, gain] = [toChartNumber(each.notional), toChartNumber(unrealised)];
  const cost = each.side === "buy" ? worth - gain : worth + gain;
  return cost > 0 ? (gain / cost) * 100 : null;
}

function wordsOf(each: Exposure, percent: number | null): string {
  if (signOf(each.notional) === 0 && each.notional !== null) return "waiting orders only";
  if (percent === null) return "no price";
  const shown = formatDecimal(percent.toFixed(2), { decimals: 2, signed: true });
  return signOf(shown.replace("\u2212", "-")) === 0
    ? "even"
    : `${percent > 0 ? "gain" : "loss"} ${shown}\u202f%`;
}

export function joinExposure(exposure: readonly Exposure[], positions: readonly Position[]): Held[] {
  return exposure.map((each) => {
    const position = positions.find(
      (one) => one.account_id === each.account_id && one.symbol === each.symbol,
    );
    const unrealised = position?.unrealised_pnl ?? null;
    const percent = percentOf(each, unrealised);
    return { ...each, unrealised, percent, words: wordsOf(each, percent) };
  });
}
