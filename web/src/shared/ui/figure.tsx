import { useRef } from "react";
import { cn } from "@/shared/cn";
import { formatDecimal, signOf, type DecimalFormat } from "@/shared/format";

interface FigureProps extends DecimalFormat {
  value: string | null | undefined;
  /** Gains and losses: sign, arrow and colour, never colour alone. */
  pnl?: boolean;
  /** A short fade when the value changes. */
  live?: boolean;
  unit?: string;
  className?: string;
}

/** One number, ready to line up in a column. */
export function Figure({ value, pnl, live, unit, className, ...format }: FigureProps) {
  if (value === null || value === undefined) return <span className={cn("text-ink-soft", className)}>–</span>;
  const sign = signOf(value);
  const text = formatDecimal(value, pnl ? { ...format, signed: true } : format);
  const tone = pnl && (sign > 0 ? "text-up" : sign < 0 ? "text-down" : "text-ink-soft");
  const body = (
    <span className={cn("num", tone, className)}>
      {text}
      {unit && <span className="ml-1 text-[0.85em] font-normal text-ink-soft">{unit}</span>}
    </span>
  );
  return live ? <Changed value={text}>{body}</Changed> : body;
}

/** Fades its background once for each new value; the first value is no change. */
function Changed({ value, children }: { value: string; children: React.ReactNode }) {
  const first = useRef(value);
  const isChange = first.current !== value;
  if (isChange) first.current = "";
  return (
    <span key={value} className={cn("rounded-[3px]", isChange && "animate-changed")}>
      {children}
    </span>
  );
}
