/** Which kept bars a draft can be shown on: bars of its own timeframe, or shorter ones that fill it. */

const SECONDS: Readonly<Record<string, number>> = {
  "1m": 60,
  "3m": 180,
  "5m": 300,
  "15m": 900,
  "30m": 1_800,
  "1h": 3_600,
  "2h": 7_200,
  "4h": 14_400,
  "1d": 86_400,
  "1w": 604_800,
};

interface Kept {
  source: string;
  symbol: string;
  timeframe: string;
}

export interface Market {
  source: string;
  symbol: string;
  /** The kept timeframes, shortest first. */
  timeframes: string[];
  /** Whether bars of the draft's timeframe can be had. */
  isFitting: boolean;
}

export const marketKey = ({ source, symbol }: Pick<Kept, "source" | "symbol">) => `${source}/${symbol}`;

export function canMake(kept: string, wanted: string): boolean {
  const [short, long] = [SECONDS[kept], SECONDS[wanted]];
  return short !== undefined && long !== undefined && long % short === 0;
}

/** The markets there are bars of, those that fit the timeframe first. */
export function marketsFor(sets: readonly Kept[], timeframe: string): Market[] {
  const found = new Map<string, Market>();
  for (const set of sets) {
    const key = marketKey(set);
    const market = found.get(key) ?? {
      source: set.source,
      symbol: set.symbol,
      timeframes: [],
      isFitting: false,
    };
    market.timeframes.push(set.timeframe);
    market.isFitting ||= canMake(set.timeframe, timeframe);
    found.set(key, market);
  }
  for (const market of found.values())
    market.timeframes.sort((a, b) => (SECONDS[a] ?? 0) - (SECONDS[b] ?? 0));
  return [...found.values()].sort((a, b) => Number(b.isFitting) - Number(a.isFitting));
}

/** What to show it on: the market chosen before when it fits, else the first that fits. */
export function marketOf(markets: readonly Market[], wish: string | null): Market | null {
  const wished = markets.find((market) => marketKey(market) === wish);
  return wished ?? markets.find((market) => market.isFitting) ?? null;
}
