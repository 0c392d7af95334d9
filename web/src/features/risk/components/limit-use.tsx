import { cn } from "@/shared/cn";
import { compareDecimals, formatDecimal, toChartNumber } from "@/shared/format";
import { Figure } from "@/shared/ui";
import type { LimitFigure } from "../api/risk";

/** How much of a limit is used now; the bar is a picture of the sentence beside it. */
export function LimitUse({ figure, decimals }: { figure: LimitFigure; decimals: number }) {
  const { value, limit, used_percent: percent } = figure;
  if (value === null) {
    return (
      <p className="text-xs text-warn">
        Not known while a held symbol has no price
        {limit === null ? "." : "; entries are denied."}
      </p>
    );
  }
  if (limit === null || percent === null) {
    return (
      <p className="text-xs text-ink-soft">
        <Figure value={value} decimals={decimals} live /> now
      </p>
    );
  }
  const isOver = compareDecimals(percent, "100") >= 0;
  const isNear = compareDecimals(percent, "75") >= 0;
  return (
    <div className="flex items-center gap-2 text-xs text-ink-soft">
      <span aria-hidden className="h-1.5 min-w-10 flex-1 overflow-hidden rounded-full bg-line">
        <span
          className={cn(
            "block h-full rounded-full transition-[width] duration-200 motion-reduce:transition-none",
            isOver ? "bg-danger" : isNear ? "bg-warn" : "bg-accent",
          )}
          // A width on the screen, not money: a float is exact enough.
          style={{ width: `${Math.min(100, toChartNumber(percent))}%` }}
        />
      </span>
      <span className={cn(isOver && "font-medium text-danger")}>
        <Figure value={value} decimals={decimals} live /> of <Figure value={limit} decimals={decimals} />
        {` used, ${formatDecimal(percent, { maxDecimals: 0 })}%`}
      </span>
    </div>
  );
}
