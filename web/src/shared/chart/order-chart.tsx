import { LineStyle, type ISeriesPrimitive, type Time } from "lightweight-charts";
import { useEffect, useRef } from "react";
import type { Bar, Instrument } from "@/shared/api";
import { cn } from "@/shared/cn";
import { toChartNumber } from "@/shared/format";
import { useZone } from "@/shared/server";
import { useCandles } from "./candles";
import { PriceHandle, type PriceLine } from "./price-line";
import { useChart } from "./use-chart";

interface OrderChartProps {
  instrument: Instrument;
  bars: readonly Bar[];
  lines: readonly PriceLine[];
  /** A linked account, when the bars are of its venue. */
  accountId?: string;
  className?: string;
}

/** Candles with the lines of an order: entry, stop and target, each where it would stand and, where allowed, to be moved. */
export function OrderChart({ instrument, bars, lines, accountId, className }: OrderChartProps) {
  const [box, handle] = useChart(useZone());
  const series = useCandles(handle, instrument, bars, accountId);
  const drawn = lines.filter((line): line is PriceLine & { price: string } => !!Number(line.price));
  const handles = useRef(new Map<string, HTMLElement>());
  const present = useRef(drawn);
  const held = useRef<readonly number[] | null>(null);
  const redraw = useRef<(() => void) | null>(null);
  useEffect(() => {
    present.current = drawn;
    redraw.current?.();
  });

  useEffect(() => {
    if (!series || !handle) return;
    const place = () => {
      if (!handle.stands()) return;
      for (const line of present.current) {
        const y = series.priceToCoordinate(toChartNumber(line.price));
        const element = handles.current.get(line.id);
        if (element) element.style.top = y === null ? "-99px" : `${y}px`;
      }
    };
    // The chart tells when it draws; the handles follow in the same frame. Prices far from the candles widen the scale.
    const primitive: ISeriesPrimitive<Time> = {
      attached: ({ requestUpdate }) => {
        redraw.current = () => {
          if (handle.stands()) requestUpdate();
        };
        requestUpdate();
      },
      updateAllViews: () => requestAnimationFrame(place),
      autoscaleInfo: () => {
        const prices = held.current ?? pricesOf(present.current);
        return prices.length === 0
          ? null
          : { priceRange: { minValue: Math.min(...prices), maxValue: Math.max(...prices) } };
      },
    };
    series.attachPrimitive(primitive);
    return () => {
      redraw.current = null;
    };
  }, [series, handle]);

  const key = drawn.map((line) => `${line.id}:${line.tone}:${line.price}`).join();
  useEffect(() => {
    if (!series || !handle) return;
    const { palette } = handle;
    const colours = { entry: palette.accent, stop: palette.down, target: palette.up };
    const made = present.current.map((line) =>
      series.createPriceLine({
        price: toChartNumber(line.price),
        color: colours[line.tone],
        lineWidth: 1,
        lineStyle: line.tone === "entry" ? LineStyle.Solid : LineStyle.Dashed,
        axisLabelVisible: true,
        title: "",
      }),
    );
    return () => {
      if (handle.stands()) made.forEach((each) => series.removePriceLine(each));
    };
  }, [series, handle, key]);

  const said = drawn.map((line) => `${line.label} ${line.price}`).join(", ");
  return (
    <div className={cn("relative overflow-hidden", className)}>
      <div
        ref={box}
        role="img"
        aria-label={`One-minute candles of ${instrument.symbol}${said && ` with ${said}`}`}
        className="size-full"
      />
      {drawn.map((line) => (
        <PriceHandle
          key={line.id}
          line={line}
          instrument={instrument}
          scale={series}
          onHold={(isHeld) => {
            held.current = isHeld ? pricesOf(present.current) : null;
            if (!isHeld) redraw.current?.();
          }}
          place={(element) => {
            if (element) handles.current.set(line.id, element);
            else handles.current.delete(line.id);
          }}
        />
      ))}
    </div>
  );
}

function pricesOf(lines: readonly { price: string }[]): number[] {
  return lines.map((line) => toChartNumber(line.price));
}
