/** A handful of figures of the preview, and what the lines on its chart are called. */
import { formatDecimal, signOf } from "@/shared/format";
import { cn } from "@/shared/cn";
import type { Preview } from "../../api/drafts";
import { lineToken } from "./line-colours";

type Figures = NonNullable<Preview["figures"]>;

const shown: readonly [label: string, of: (figures: Figures) => string | null, isGain?: boolean][] = [
  ["Net profit", (f) => percent(f.net_profit_percent, true), true],
  ["Trades", (f) => String(f.trades)],
  ["Won", (f) => percent(f.percent_profitable)],
  ["Drawdown", (f) => percent(f.drawdown_max_percent)],
  ["Profit factor", (f) => plain(f.profit_factor)],
  ["Sharpe", (f) => plain(f.sharpe)],
];

const percent = (value: string | null, signed = false) =>
  value === null ? null : `${formatDecimal(value, { decimals: 1, signed })} %`;
const plain = (value: string | null) => (value === null ? null : formatDecimal(value, { decimals: 2 }));

export function PreviewFigures({ figures }: { figures: Figures }) {
  const sign = signOf(figures.net_profit_percent);
  return (
    <dl className="grid grid-cols-3 gap-x-4 gap-y-1 sm:flex sm:flex-wrap sm:gap-x-6">
      {shown.map(([label, of, isGain]) => (
        <div key={label}>
          <dt className="text-[11px] leading-tight text-ink-soft">{label}</dt>
          <dd
            className={cn(
              "text-sm font-medium num",
              isGain && (sign > 0 ? "text-up" : sign < 0 && "text-down"),
            )}
          >
            {of(figures) ?? "–"}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function LineLegend({ lines }: { lines: Preview["lines"] }) {
  if (lines.length === 0) return null;
  return (
    <ul aria-label="Lines on the chart" className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-soft">
      {lines.map((line, i) => (
        <li key={`${line.pane} ${line.name}`} className="flex items-center gap-1.5">
          <span
            aria-hidden
            className="h-0.5 w-3.5 rounded-full"
            style={{ background: `var(${lineToken(i)})` }}
          />
          <span className="font-mono">{line.name}</span>
          {line.pane === "below" && <span>(below)</span>}
        </li>
      ))}
    </ul>
  );
}
