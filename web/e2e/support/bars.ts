/** Bars for backtests and previews, put into the product's own store before it starts. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Sources need no network: the simulated market is computed. Each is [symbol, timeframe, days back]. */
const SERIES = [
  ["BTCUSD", "5m", 21],
  ["AAPL", "1d", 700],
] as const;

export function fetchBars(root: string, env: NodeJS.ProcessEnv): void {
  for (const [symbol, timeframe, days] of SERIES) {
    const from = new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
    const words = ["data", "fetch", "simulated", symbol, "--timeframe", timeframe, "--from", from];
    execFileSync(join(root, ".venv/bin/tradewright"), words, { env, stdio: ["ignore", "ignore", "inherit"] });
  }
}
