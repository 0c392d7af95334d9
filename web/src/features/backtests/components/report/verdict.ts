/** What the evidence allows one to say about skill, in a trader's words. */
import { formatDecimal } from "@/shared/format";
import { probabilityText } from "@/shared/research/figures";
import type { Report } from "../../api/documents";

/** Fewer trades than this prove nothing, whatever they made. */
export const TRADES_LEAST = 30;
/** Evidence as scientists ask for it: one in twenty may be wrong. */
export const SURE = 0.95;

export interface Verdict {
  tone: "ok" | "warn" | "danger";
  title: string;
  reasons: string[];
}

/** The verdict with its reasons, the weightiest first. */
export function verdictOf(report: Report): Verdict {
  const { all } = report.summary;
  const { sharpe_probabilistic: psr, sharpe_deflated: dsr, trials } = report.ratios;
  const trades = all.trades_total ?? 0;
  const tried = trials ?? 1;
  const reasons: string[] = [];
  if (trades === 0)
    return { tone: "warn", title: "There is nothing to judge", reasons: ["Not one trade was closed."] };
  if (Number(all.net_profit) <= 0) {
    return {
      tone: "danger",
      title: "It lost money on these bars",
      reasons: ["Whether by bad luck or not: there is no profit here to explain.", ...luckWords(report)],
    };
  }
  if (trades < TRADES_LEAST) {
    reasons.push(
      `Only ${trades} trades: with fewer than ${TRADES_LEAST}, one lucky trade can make the whole result.`,
    );
  }
  if (dsr === null) {
    reasons.push("There are too few days for a deflated Sharpe ratio.");
  } else {
    const chance = probabilityText(dsr);
    const counted =
      tried === 1
        ? "one set of inputs was tried"
        : `${formatDecimal(String(tried))} sets of inputs were tried`;
    reasons.push(
      Number(dsr) >= SURE
        ? `The chance that it has an edge is ${chance}, after counting that ${counted}.`
        : `The chance that it has an edge is only ${chance}, after counting that ${counted}; ${formatDecimal(String(SURE * 100))} % is what one asks for.`,
    );
  }
  if (psr !== null && dsr !== null && tried > 1 && Number(psr) >= SURE && Number(dsr) < SURE) {
    reasons.push("Alone it would look convincing; among so many tries the best one looks good by luck.");
  }
  const isNoise = trades < TRADES_LEAST || dsr === null || Number(dsr) < SURE;
  return {
    tone: isNoise ? "warn" : "ok",
    title: isNoise ? "This may be noise" : "Luck alone is an unlikely explanation",
    reasons: [
      ...reasons,
      ...luckWords(report),
      ...(isNoise
        ? ["Test it on bars it has never seen, or trade it on paper, before you believe it."]
        : ["This holds for these bars and these costs; markets change, and no test proves the future."]),
    ],
  };
}

function luckWords(report: Report): string[] {
  const words: string[] = [];
  const share = report.summary.all.largest_win_share;
  if (share !== null && Number(share) >= 30)
    words.push(`One trade made ${formatDecimal(share, { decimals: 0 })} % of all gross profit.`);
  const drawdown = report.robustness.monte_carlo?.trade_order.drawdown_percent;
  const seen = report.risk.drawdown_max_percent;
  if (drawdown && seen !== null && Number(drawdown.p95) > 1.25 * Number(seen)) {
    words.push(
      `With the same trades in another order, one run in twenty falls by ${formatDecimal(drawdown.p95, { decimals: 1 })} % or more; here it was ${formatDecimal(seen, { decimals: 1 })} %.`,
    );
  }
  const dear = report.robustness.costs.scenarios.find(
    (one) => one.fee_factor === "2" && one.slippage_ticks === 0,
  );
  if (dear && Number(report.summary.all.net_profit) > 0 && Number(dear.net_profit) <= 0)
    words.push("With twice the fees nothing of the profit is left.");
  return words;
}
