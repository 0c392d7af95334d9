import { GripVertical } from "lucide-react";
import type { KeyboardEvent, PointerEvent } from "react";
import type { Instrument } from "@/shared/api";
import { cn } from "@/shared/cn";
import { addDecimals, decimalsOf, formatDecimal, negated, onGrid, shiftPoint } from "@/shared/format";

/** What turns a height in a drawing into a price; a chart's series is one. */
export interface PriceScale {
  coordinateToPrice: (y: number) => number | null;
}

export interface PriceLine {
  id: string;
  label: string;
  price: string | null;
  tone: "entry" | "stop" | "target";
  /** Present when the line may be moved; gets the new price on the instrument's grid. */
  onMove?: ((price: string) => void) | undefined;
}

const tones: Record<PriceLine["tone"], string> = {
  entry: "border-accent text-accent",
  stop: "border-down text-down",
  target: "border-up text-up",
};

interface HandleProps {
  line: PriceLine & { price: string };
  instrument: Instrument;
  scale: PriceScale | null;
  place: (element: HTMLElement | null) => void;
  /** Told when a hand takes the handle and when it lets go: the scale must not run away under it. */
  onHold: (isHeld: boolean) => void;
}

/** The handle at the end of a price line: dragged with a pointer, moved by ticks with the arrow keys. */
export function PriceHandle({ line, instrument, scale, place, onHold }: HandleProps) {
  const text = formatDecimal(line.price, { decimals: decimalsOf(instrument.tick) });
  const box =
    "absolute z-10 left-2 top-0 flex h-6 -translate-y-1/2 items-center gap-1 rounded-[5px] border bg-surface px-1.5 text-xs font-medium";
  const words = (
    <>
      {line.label} <span className="num">{text}</span>
    </>
  );
  if (!line.onMove) {
    return (
      <span ref={place} className={cn(box, tones[line.tone], "pointer-events-none")}>
        {words}
      </span>
    );
  }
  const move = line.onMove;
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const top = event.currentTarget.parentElement?.getBoundingClientRect().top ?? 0;
    const price = scale?.coordinateToPrice(event.clientY - top);
    if (price != null && price > 0) move(onGrid(price, instrument.tick));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const far = event.shiftKey || event.key.startsWith("Page");
    const by = far ? shiftPoint(instrument.tick, 1) : instrument.tick;
    if (event.key === "ArrowUp" || event.key === "PageUp") move(addDecimals(line.price, by));
    else if (event.key === "ArrowDown" || event.key === "PageDown")
      move(addDecimals(line.price, negated(by)));
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={place}
      role="slider"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={`${line.label} price`}
      aria-valuemin={0}
      aria-valuemax={Number(line.price) * 2}
      aria-valuenow={Number(line.price)}
      aria-valuetext={text}
      className={cn(box, tones[line.tone], "cursor-ns-resize touch-none select-none")}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        onHold(true);
      }}
      onLostPointerCapture={() => onHold(false)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    >
      <GripVertical aria-hidden className="size-3" />
      {words}
    </div>
  );
}
