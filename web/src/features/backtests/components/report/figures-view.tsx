import { useState } from "react";
import { figureText, linesOf, type FigureLine, type FigureValue } from "@/shared/research/figures";
import { signOf } from "@/shared/format";
import { Card, CardHeader, Switch } from "@/shared/ui";
import { cn } from "@/shared/cn";
import type { Report } from "../../api/documents";
import { DrawdownTable } from "./drawdown-table";
import { plainWords } from "./plain-words";

const SIDES = ["all", "long", "short"] as const;
const summaryLines = linesOf("summary");

/** Every figure: trades by side, risk, ratios; each can say what it means. */
export function FiguresView({ report }: { report: Report }) {
  const [isExplained, setExplained] = useState(true);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex items-center gap-2 text-sm">
        <Switch id="explain" checked={isExplained} onCheckedChange={setExplained} />
        <label htmlFor="explain">Say what each figure means</label>
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-2">
        <Card aria-labelledby="summary-title" className="overflow-hidden">
          <CardHeader id="summary-title" title="Trades" note="all, long and short" />
          <SummaryTable report={report} isExplained={isExplained} />
        </Card>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <WholeTable report={report} group="ratios" title="Ratios" isExplained={isExplained} />
          <WholeTable report={report} group="risk" title="Risk" isExplained={isExplained} />
        </div>
      </div>
      <DrawdownTable report={report} />
    </div>
  );
}

type Figures = Readonly<Record<string, FigureValue>>;

function SummaryTable({ report, isExplained }: { report: Report; isExplained: boolean }) {
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">Figures of all, long and short trades</caption>
      <thead className="text-xs text-ink-soft">
        <tr className="border-y border-line">
          <th scope="col" className="px-4 py-2 text-left font-medium">
            Figure
          </th>
          {SIDES.map((side) => (
            <th key={side} scope="col" className="px-2 py-2 text-right font-medium sm:px-3">
              {side[0]?.toUpperCase()}
              {side.slice(1)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {summaryLines.map((line) => (
          <tr key={line.name} className="border-b border-line last:border-b-0">
            <Name line={line} isExplained={isExplained} />
            {SIDES.map((side) => (
              <td key={side} className="px-2 py-1.5 text-right align-top sm:px-3">
                <Value
                  line={line}
                  found={report.summary[side]}
                  why={report.undefined[`summary.${side}.${line.name}`]}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface WholeTableProps {
  report: Report;
  group: "risk" | "ratios";
  title: string;
  isExplained: boolean;
}

function WholeTable({ report, group, title, isExplained }: WholeTableProps) {
  return (
    <Card aria-labelledby={`${group}-title`} className="overflow-hidden">
      <CardHeader id={`${group}-title`} title={title} note="of the whole run" />
      <table className="w-full text-sm">
        <caption className="sr-only">{title}</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {linesOf(group).map((line) => (
            <tr key={line.name} className="border-t border-line">
              <Name line={line} isExplained={isExplained} />
              <td className="px-3 py-1.5 text-right align-top">
                <Value line={line} found={report[group]} why={report.undefined[`${group}.${line.name}`]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Name({ line, isExplained }: { line: FigureLine; isExplained: boolean }) {
  const words = plainWords[line.name];
  return (
    <th scope="row" className="px-4 py-1.5 text-left font-normal" title={line.formula}>
      {line.title}
      {isExplained && words && <span className="block text-xs text-ink-soft max-sm:hidden">{words}</span>}
    </th>
  );
}

const TONED = new Set(["net_profit", "open_profit", "outperformance", "buy_hold", "return_total", "cagr"]);

interface ValueProps {
  line: FigureLine;
  found: Figures;
  /** Why there is no value. */
  why: string | undefined;
}

function Value({ line, found, why }: ValueProps) {
  const value = found[line.name];
  const twin = line.twin ? found[line.twin] : null;
  if (value === null || value === undefined)
    return <span className="text-xs text-ink-soft">{why ?? "–"}</span>;
  const sign = TONED.has(line.name) ? signOf(String(value)) : 0;
  return (
    <>
      <span className={cn("num", sign > 0 && "text-up", sign < 0 && "text-down")}>
        {sign > 0 && "+"}
        {figureText(value, line.unit)}
      </span>
      {twin !== null && twin !== undefined && (
        <span className="block text-xs num text-ink-soft">{figureText(twin, "percent")}</span>
      )}
    </>
  );
}
