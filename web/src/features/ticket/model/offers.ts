/** What the account's venue takes for a market: what it does not offer is shown switched off, with the reason. */
import type { Account, Instrument, Venue } from "@/shared/api";
import type { Draft, Term, TicketType } from "./draft";

export interface Offers {
  /** Why the venue does not take it; null when it does, or when nobody knows. */
  type: (type: TicketType) => string | null;
  term: (term: Term) => string | null;
  postOnly: string | null;
  extendedHours: string | null;
  reduceOnly: string | null;
}

const EVERYTHING: Offers = {
  type: () => null,
  term: () => null,
  postOnly: null,
  extendedHours: null,
  reduceOnly: null,
};
/** Paper accounts stand for any venue; only sessions beyond the regular ones mean nothing to them. */
const PAPER: Offers = { ...EVERYTHING, extendedHours: "Paper accounts trade around the clock." };

export function offersOf(
  account: Account | undefined,
  instrument: Instrument | undefined,
  venues: readonly Venue[] | undefined,
): Offers {
  if (account?.broker === "paper") return PAPER;
  const venue = venues?.find((each) => each.broker === account?.broker);
  if (!venue) return EVERYTHING;
  const market = instrument?.market ?? "";
  const takes = venue.capabilities.by_market[market] ?? venue.capabilities;
  const where = venue.capabilities.by_market[market] ? `${venue.title} for ${market}` : venue.title;
  const no = (what: string) => `${where} does not offer ${what}.`;
  return {
    type: (type) => (takes.order_types.includes(type) ? null : no("this type")),
    term: (term) => (takes.times_in_force.includes(term) ? null : no("this term")),
    postOnly: takes.post_only ? null : no("post-only orders"),
    extendedHours: takes.extended_hours ? null : no("extended hours"),
    reduceOnly:
      takes.reduce_only === "none"
        ? `${where} knows no reduce-only orders; we only check it before sending.`
        : null,
  };
}

/** Take back choices that the venue of another account or symbol does not offer. */
export function fitted(draft: Draft, offers: Offers): Draft {
  const next = { ...draft };
  if (offers.type(draft.type)) next.type = "market";
  if (offers.term(draft.time_in_force)) next.time_in_force = offers.term("gtc") ? "day" : "gtc";
  if (offers.postOnly) next.post_only = false;
  if (offers.extendedHours) next.extended_hours = false;
  return next;
}
