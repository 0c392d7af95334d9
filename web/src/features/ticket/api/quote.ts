/** The quote that a ticket reckons with: of the account's own venue, or of the platform's market for paper. */
import { useQuery } from "@tanstack/react-query";
import type { Account, Instrument, Quote } from "@/shared/api";
import { useLiveQuote } from "@/shared/live";
import { isLinked, venueQuoteQuery } from "@/shared/server";

/** `quote` is null until one was told, and while the venue tells none (`isSilent`). */
export function useTicketQuote(
  account: Account | undefined,
  instrument: Instrument | undefined,
): { quote: Quote | null; isSilent: boolean } {
  const symbol = instrument?.symbol ?? "";
  const linked = account && isLinked(account) ? account.account_id : "";
  const there = useQuery(venueQuoteQuery(linked, symbol));
  const here = useLiveQuote(linked ? "" : symbol);
  if (!linked) return { quote: here ?? null, isSilent: false };
  return { quote: there.error ? null : (there.data ?? null), isSilent: there.isError || there.data === null };
}
