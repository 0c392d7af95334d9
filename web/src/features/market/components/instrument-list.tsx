import type { Instrument, Quote } from "@/shared/api";
import { cn } from "@/shared/cn";
import { decimalsOf } from "@/shared/format";
import { useLiveQuote } from "@/shared/live";
import { Figure } from "@/shared/ui";

const markets: Record<Instrument["market"], string> = {
  stocks: "Stocks",
  crypto: "Crypto",
  forex: "Forex",
  futures: "Futures",
};

interface InstrumentListProps {
  instruments: readonly Instrument[];
  quotes: readonly Quote[];
  selected: string | undefined;
  onSelect: (symbol: string) => void;
}

/** What can be traded with its live bid and ask, by market. */
export function InstrumentList({ instruments, quotes, selected, onSelect }: InstrumentListProps) {
  const groups = Object.keys(markets) as Instrument["market"][];
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">Instruments with their live bid and ask</caption>
      <thead>
        <tr className="border-y border-line text-xs text-ink-soft">
          <th scope="col" className="px-4 py-2 text-left font-medium">
            Symbol
          </th>
          <th scope="col" className="px-1 py-2 text-right font-medium">
            Bid
          </th>
          <th scope="col" className="py-2 pr-4 pl-1 text-right font-medium">
            Ask
          </th>
        </tr>
      </thead>
      {groups.map((market) => {
        const rows = instruments.filter((each) => each.market === market);
        if (rows.length === 0) return null;
        return (
          <tbody key={market}>
            <tr>
              <th
                colSpan={3}
                scope="rowgroup"
                className="bg-sunken px-4 py-1 text-left text-xs font-medium text-ink-soft"
              >
                {markets[market]}
              </th>
            </tr>
            {rows.map((instrument) => (
              <Row
                key={instrument.symbol}
                instrument={instrument}
                read={quotes.find((quote) => quote.symbol === instrument.symbol)}
                isSelected={instrument.symbol === selected}
                onSelect={onSelect}
              />
            ))}
          </tbody>
        );
      })}
    </table>
  );
}

interface RowProps {
  instrument: Instrument;
  read: Quote | undefined;
  isSelected: boolean;
  onSelect: (symbol: string) => void;
}

function Row({ instrument, read, isSelected, onSelect }: RowProps) {
  const quote = useLiveQuote(instrument.symbol) ?? read;
  const decimals = decimalsOf(instrument.tick);
  return (
    <tr
      className={cn("border-b border-line last:border-b-0", isSelected ? "bg-accent-soft" : "hover:bg-hover")}
    >
      <th scope="row" className="p-0 text-left font-normal">
        <button
          type="button"
          aria-pressed={isSelected}
          onClick={() => onSelect(instrument.symbol)}
          className="block w-full py-1.5 pr-1 pl-4 text-left focus-visible:-outline-offset-2"
        >
          <span className="block font-medium">{instrument.symbol}</span>
          <span className="block max-w-32 truncate text-xs text-ink-soft">{instrument.name}</span>
        </button>
      </th>
      <td className="px-1 text-right">
        <Figure value={quote?.bid} decimals={decimals} live />
      </td>
      <td className="pr-4 pl-1 text-right">
        <Figure value={quote?.ask} decimals={decimals} live />
      </td>
    </tr>
  );
}
