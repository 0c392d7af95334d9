import { useMemo, useState } from "react";
import { formatDecimal } from "@/shared/format";
import { Card, CardHeader, Segmented } from "@/shared/ui";
import type { Report } from "../../api/documents";
import { excursionsOf, quantile, roundUp, type Excursion } from "./scatter";

const SIZE = 1_000;
const HEIGHT = 620;
const DOT = 5;
const axes = [
  { value: "against", label: "How far against" },
  { value: "favour", label: "How far in favour" },
] as const;
const texts = {
  against:
    "Winners that first fell far tell how wide a stop must be; losers that never fell far, how tight it may be.",
  favour:
    "Losers far to the right were winners once: a target or a trailing stop would have kept some of it.",
} as const;

/** Worst or best open profit of each trade against what it ended with. */
export function ExcursionScatter({ report }: { report: Report }) {
  const [axis, setAxis] = useState<"against" | "favour">("against");
  const points = useMemo(() => excursionsOf(report.trades), [report]);
  const right = roundUp(
    quantile(
      points.map((point) => point[axis]),
      0.99,
    ),
  );
  const reach = roundUp(
    quantile(
      points.map((point) => Math.abs(point.profit)),
      0.99,
    ),
  );
  const x = (point: Excursion) => (Math.min(point[axis], right) / right) * SIZE;
  const y = (profit: number) =>
    (1 - (Math.max(-reach, Math.min(reach, profit)) + reach) / (2 * reach)) * HEIGHT;
  const winners = points.filter((point) => point.profit >= 0);
  const losers = points.filter((point) => point.profit < 0);
  const text = (value: number) => formatDecimal(value.toPrecision(3));
  return (
    <Card aria-labelledby="excursions-title">
      <CardHeader id="excursions-title" title="How trades ran" note="percent of the value at entry" />
      <div className="grid gap-3 px-4 pb-4">
        <Segmented
          label="Excursion"
          size="sm"
          className="justify-self-start"
          value={axis}
          options={axes}
          onChange={setAxis}
        />
        <div className="grid grid-cols-[2.75rem_minmax(0,1fr)] gap-x-2 text-xs text-ink-soft">
          <div className="relative num" aria-hidden>
            <span className="absolute top-0 right-0">+{text(reach)}</span>
            <span className="absolute top-1/2 right-0 -translate-y-1/2">0</span>
            <span className="absolute right-0 bottom-0">−{text(reach)}</span>
          </div>
          <svg
            viewBox={`0 0 ${SIZE} ${HEIGHT}`}
            role="img"
            aria-label={`${points.length} trades: ${winners.length} winners as circles, ${losers.length} losers as crosses. The table of trades has the same figures.`}
            className="w-full border-b border-l border-line-strong"
          >
            <path d={`M0 ${y(0)}H${SIZE}`} className="stroke-line-strong" strokeWidth={2} />
            <path
              d={winners.map((point) => circle(x(point), y(point.profit))).join("")}
              className="fill-none stroke-up"
              strokeWidth={2.5}
              opacity={0.75}
            />
            <path
              d={losers.map((point) => cross(x(point), y(point.profit))).join("")}
              className="fill-none stroke-down"
              strokeWidth={2.5}
              opacity={0.75}
            />
          </svg>
          <span />
          <div className="flex justify-between pt-1 num">
            <span>0</span>
            <span>{axis === "against" ? "worst open loss" : "best open profit"}, %</span>
            <span>{text(right)}</span>
          </div>
        </div>
        <p className="text-xs text-ink-soft">
          <span className="text-up">○ winners</span>, <span className="text-down">× losers</span>; upwards:
          profit at the end. {texts[axis]}
          {points.length < report.trades.length && ` An even sample of ${points.length} trades is drawn.`}
        </p>
      </div>
    </Card>
  );
}

const at = (value: number) => value.toFixed(1);

function circle(x: number, y: number): string {
  return `M${at(x - DOT)} ${at(y)}a${DOT} ${DOT} 0 1 0 ${2 * DOT} 0a${DOT} ${DOT} 0 1 0 ${-2 * DOT} 0`;
}

function cross(x: number, y: number): string {
  const d = 2 * DOT;
  return `M${at(x - DOT)} ${at(y - DOT)}l${d} ${d}m0 ${-d}l${-d} ${d}`;
}
