/** The lines of an order where there are no candles: a plain scale that says so, instead of another market's chart. */
import { useState } from "react";
import type { Instrument } from "@/shared/api";
import { cn } from "@/shared/cn";
import { decimalsOf, toChartNumber } from "@/shared/format";
import { Figure, Moment } from "@/shared/ui";
import { PriceHandle, type PriceLine } from "./price-line";
import { scaleOf, topOf } from "./ladder-scale";

/** A price that the venue told, and when. */
export interface ToldPrice {
  price: string;
  at: string;
}

interface PriceLadderProps {
  instrument: Instrument;
  lines: readonly PriceLine[];
  told: ToldPrice | null;
  /** Whose market has no candles here. */
  venue: string;
}

const HEIGHT = 224; // px, as h-56 below
const edges = { entry: "border-accent", stop: "border-down", target: "border-up" } as const;

export function PriceLadder({ instrument, lines, told, venue }: PriceLadderProps) {
  const [held, setHeld] = useState<{ low: number; high: number } | null>(null);
  const drawn = lines.filter((line): line is PriceLine & { price: string } => !!Number(line.price));
  const prices = [...drawn.map((line) => line.price), ...(told ? [told.price] : [])].map(toChartNumber);
  const scale = held ?? scaleOf(prices);
  return (
    <section aria-label="Prices of the order" className="rounded-card border border-line">
      <p className={cn("px-3 py-2 text-xs text-ink-soft", scale && "border-b border-line")}>
        No candles here: {venue} tells none at the moment, and another market’s would mislead.{" "}
        {told ? (
          <>
            Last price it told: <Figure value={told.price} decimals={decimalsOf(instrument.tick)} />,{" "}
            <Moment at={told.at} />.
          </>
        ) : (
          "The lines stand on a plain scale."
        )}
      </p>
      {scale && (
        <div className="relative h-56 overflow-hidden">
          {told && (
            <div
              className="absolute inset-x-0 border-t border-dotted border-ink-soft"
              style={{ top: topOf(toChartNumber(told.price), scale, HEIGHT) }}
            >
              <span className="absolute right-2 bottom-0 text-xs text-ink-soft">last told</span>
            </div>
          )}
          {drawn.map((line) => (
            <div
              key={line.id}
              aria-hidden
              className={cn(
                "absolute inset-x-0 border-t",
                edges[line.tone],
                line.tone !== "entry" && "border-dashed",
              )}
              style={{ top: topOf(toChartNumber(line.price), scale, HEIGHT) }}
            />
          ))}
          {drawn.map((line) => (
            <PriceHandle
              key={line.id}
              line={line}
              instrument={instrument}
              scale={{ coordinateToPrice: (y) => scale.high - (y / HEIGHT) * (scale.high - scale.low) }}
              onHold={(isHeld) => setHeld(isHeld ? scale : null)}
              place={(element) => {
                if (element) element.style.top = `${topOf(toChartNumber(line.price), scale, HEIGHT)}px`;
              }}
            />
          ))}
        </div>
      )}
    </section>
  );
}
