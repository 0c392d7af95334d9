/** The instrument that a ticket is about, as the account's own venue lists it. */
import { useQuery } from "@tanstack/react-query";
import type { Instrument } from "@/shared/api";
import { useSettled } from "@/shared/hooks/use-settled";
import { accountInstrumentsQuery } from "@/shared/server";

const SETTLE_MS = 200;

/** What the venue has that begins like `typed`, or bears it in its name. */
export function useFoundInstruments(accountId: string, typed: string): readonly Instrument[] {
  const words = useSettled(typed, SETTLE_MS);
  return useQuery(accountInstrumentsQuery(accountId, words)).data ?? [];
}

/** The instrument called exactly so; `known` are the platform's, which need no question. */
export function useInstrument(
  accountId: string,
  symbol: string,
  known: readonly Instrument[],
): Instrument | undefined {
  const found = useFoundInstruments(accountId, symbol).find((each) => each.symbol === symbol);
  return found ?? known.find((each) => each.symbol === symbol);
}
