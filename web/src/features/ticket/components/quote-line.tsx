import type { Instrument, Quote } from "@/shared/api";
import { decimalsOf } from "@/shared/format";
import { Figure, Moment } from "@/shared/ui";

interface QuoteLineProps {
  instrument: Instrument;
  quote: Quote | null;
  /** The venue was asked and told none. */
  isSilent: boolean;
  /** Whose prices they are. */
  venue: string;
}

/** What the market asks and bids now, and whose market it is. */
export function QuoteLine({ instrument, quote, isSilent, venue }: QuoteLineProps) {
  if (isSilent)
    return (
      <p className="text-xs text-warn">
        {venue} tells no price of {instrument.symbol} now.
      </p>
    );
  if (!quote) return <p className="text-xs text-ink-soft">Asking {venue} for its price…</p>;
  const decimals = decimalsOf(instrument.tick);
  return (
    <div className="flex flex-wrap items-baseline gap-x-5 gap-y-1 text-sm">
      <dl className="flex flex-wrap gap-x-5 gap-y-1">
        {(["bid", "ask", "last"] as const).map((name) => (
          <div key={name} className="flex items-baseline gap-1.5">
            <dt className="text-xs text-ink-soft">{WORDS[name]}</dt>
            <dd>
              <Figure value={quote[name]} decimals={decimals} live />
            </dd>
          </div>
        ))}
      </dl>
      <span className="ml-auto text-xs text-ink-soft">
        {venue}, <Moment at={quote.at} />
      </span>
    </div>
  );
}

const WORDS = { bid: "Bid", ask: "Ask", last: "Last" };
