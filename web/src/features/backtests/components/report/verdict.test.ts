import { describe, expect, it } from "vitest";
import type { Report } from "../../api/documents";
import { verdictOf } from "./verdict";

interface Case {
  trades?: number;
  profit?: string;
  psr?: string | null;
  dsr?: string | null;
  trials?: number;
  share?: string | null;
  dear?: string;
  fall?: [seen: string, shuffled: string];
}

const report = ({ trades = 200, profit = "1000", psr = "0.99", dsr = "0.99", ...rest }: Case): Report =>
  ({
    summary: {
      all: { trades_total: trades, net_profit: profit, largest_win_share: rest.share ?? "5" },
    },
    ratios: { sharpe_probabilistic: psr, sharpe_deflated: dsr, trials: rest.trials ?? 1 },
    risk: { drawdown_max_percent: rest.fall?.[0] ?? "20" },
    robustness: {
      monte_carlo: { trade_order: { drawdown_percent: { p95: rest.fall?.[1] ?? "21" } } },
      costs: { scenarios: [{ fee_factor: "2", slippage_ticks: 0, net_profit: rest.dear ?? "500" }] },
    },
  }) as unknown as Report;

describe("the verdict on a run", () => {
  it("is kind only to many trades with a deflated Sharpe that is nearly sure", () => {
    expect(verdictOf(report({}))).toMatchObject({
      tone: "ok",
      title: "Luck alone is an unlikely explanation",
    });
    expect(verdictOf(report({ dsr: "0.9" })).title).toBe("This may be noise");
    expect(verdictOf(report({ trades: 29 })).title).toBe("This may be noise");
    expect(verdictOf(report({ dsr: null })).title).toBe("This may be noise");
  });

  it("says what many tries do to a result that alone would convince", () => {
    const { reasons } = verdictOf(report({ dsr: "0.41", trials: 500 }));

    expect(reasons.join(" ")).toMatch(/only 41\.0\u202f%, after counting that 500 sets/);
    expect(reasons.join(" ")).toMatch(/among so many tries/);
  });

  it("does not look for luck in a loss, nor in nothing", () => {
    expect(verdictOf(report({ profit: "-1" })).tone).toBe("danger");
    expect(verdictOf(report({ trades: 0, profit: "0" })).title).toBe("There is nothing to judge");
  });

  it("names one large winner, a kind order of trades and thin margins", () => {
    const { reasons } = verdictOf(report({ share: "44.2", dear: "-3", fall: ["10", "25"] }));

    expect(reasons.join(" ")).toMatch(/One trade made 44 %/);
    expect(reasons.join(" ")).toMatch(/falls by 25\.0 % or more; here it was 10\.0 %/);
    expect(reasons.join(" ")).toMatch(/twice the fees/);
  });
});
