/** The venue's last price, as the check of a market order told it. */
import { useState } from "react";
import type { OrderCheck } from "@/shared/api";
import type { ToldPrice } from "@/shared/chart/price-ladder";
import { partsOf, type Draft } from "./draft";

/**
 * What the server last reckoned a market order with, kept while the order then gets a price of its own; null until it was
 * asked for this account and symbol. `fresh` is the answer to just this draft, `askedAt` when it came, in milliseconds.
 */
export function useToldPrice(draft: Draft, fresh: OrderCheck | null, askedAt: number): ToldPrice | null {
  const about = `${draft.account_id} ${draft.symbol}`;
  const [kept, setKept] = useState<(ToldPrice & { about: string }) | null>(null);
  const has = partsOf(draft);
  const price = fresh?.sizing?.["price"];
  const at = new Date(askedAt).toISOString();
  if (!has.limit && !has.stop && typeof price === "string" && (kept?.at !== at || kept.about !== about))
    setKept({ about, price, at });
  return kept?.about === about ? kept : null;
}
