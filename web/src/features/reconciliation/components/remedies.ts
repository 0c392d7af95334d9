/** What each answer to a discrepancy does, in words with its numbers; and which answers there are. */
import type { Discrepancy, Remedy } from "@/shared/api";
import { addDecimals, compareDecimals, formatDecimal, isDecimal, negated, signOf } from "@/shared/format";

export interface RemedyWords {
  remedy: Remedy;
  verb: string;
  consequence: string;
  /** Whether an order goes to the venue. */
  sends: boolean;
}

/** What the venue holds beyond our books, in signed units; null when the two are words. */
export function differenceOf({ kind, ours, venue }: Discrepancy): string | null {
  return kind === "position" && isDecimal(ours) && isDecimal(venue)
    ? addDecimals(venue, negated(ours))
    : null;
}

/** An order for the difference may only shrink what the venue holds; the server refuses any other. */
function canClose(found: Discrepancy, difference: string): boolean {
  const isExcess = signOf(difference) !== 0 && signOf(difference) === signOf(found.venue);
  const size = (value: string) => value.replace(/^[+-]/, "");
  return isExcess && compareDecimals(size(difference), size(found.venue)) <= 0;
}

export function remediesOf(found: Discrepancy): RemedyWords[] {
  return found.kind === "order" ? forOrder(found) : forHolding(found);
}

function forHolding(found: Discrepancy): RemedyWords[] {
  const difference = differenceOf(found);
  const venue = isDecimal(found.venue) ? formatDecimal(found.venue) : found.venue;
  const ours = isDecimal(found.ours) ? formatDecimal(found.ours) : found.ours;
  const words: RemedyWords[] = [
    {
      remedy: "adopt",
      verb: "Adopt the venue's",
      sends: false,
      consequence: difference
        ? `Our books take ${venue} ${found.symbol} instead of ${ours}, with an adjustment that says so. No order is sent.`
        : `Our books take the venue's word: ${venue}. No order is sent.`,
    },
  ];
  if (difference && canClose(found, difference)) {
    const side = signOf(difference) > 0 ? "Sells" : "Buys";
    words.push({
      remedy: "close",
      verb: "Close the difference",
      sends: true,
      consequence: `${side} ${formatDecimal(difference.replace("-", ""))} ${found.symbol} at market, so that the venue holds ${ours} as our books do.`,
    });
  }
  words.push({
    remedy: "ignore",
    verb: "Ignore",
    sends: false,
    consequence: `Both sides stay as they are: ours ${ours}, the venue's ${venue}. Should the numbers change, you are asked again.`,
  });
  return words;
}

/** Either the venue shows an order open that ended here, or it does not have one that is live here. */
function forOrder(found: Discrepancy): RemedyWords[] {
  const isOpenThere = found.venue === "open";
  const ignore: RemedyWords = {
    remedy: "ignore",
    verb: "Ignore",
    sends: false,
    consequence: isOpenThere
      ? "It stays open at the venue, and what it fills is booked. Nothing is sent."
      : `It stays ${found.ours} here. Nothing is sent.`,
  };
  return isOpenThere
    ? [
        {
          remedy: "close",
          verb: "Cancel it at the venue",
          sends: true,
          consequence: `The venue is asked to cancel this order of ${found.symbol}. What it fills until then is booked.`,
        },
        ignore,
      ]
    : [
        {
          remedy: "adopt",
          verb: "End it here",
          sends: false,
          consequence: `Our books end this order of ${found.symbol} as not placed, because the venue does not have it. Nothing is sent.`,
        },
        ignore,
      ];
}
