import { Link } from "@tanstack/react-router";
import { Trophy } from "lucide-react";
import { cn } from "@/shared/cn";
import { figureText, meaningOf } from "@/shared/research/figures";
import { Card, CardHeader } from "@/shared/ui";
import type { Compared } from "../../api/compare";
import { bestOf, comparedFigures, differencesOf, letterOf } from "./side-by-side";

/** Columns are runs; the names of the rows stay in sight while the rest scrolls. */
function Frame({
  title,
  note,
  runs,
  children,
}: {
  title: string;
  note?: string;
  runs: readonly Compared[];
  children: React.ReactNode;
}) {
  const id = `compare-${title.toLowerCase().replaceAll(" ", "-")}`;
  return (
    <Card aria-labelledby={id} className="overflow-hidden">
      <CardHeader id={id} title={title} note={note} />
      <div className="overflow-x-auto" role="region" aria-label={`${title}, scrollable`} tabIndex={0}>
        <table className="w-full text-sm">
          <caption className="sr-only">{title}</caption>
          <thead className="text-xs text-ink-soft">
            <tr className="border-y border-line">
              <th scope="col" className={cn(first, "font-medium")}>
                <span className="sr-only">Name</span>
              </th>
              {runs.map(({ run }, i) => (
                <th key={run.run_id} scope="col" className="min-w-28 px-3 py-2 text-right font-medium">
                  <Link
                    to="/backtests/$runId"
                    params={{ runId: run.run_id }}
                    className="text-accent underline underline-offset-3"
                  >
                    {letterOf(i)}
                    <span className="sr-only">: {run.name}</span>
                  </Link>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
    </Card>
  );
}

const first = "sticky left-0 z-[1] bg-surface px-4 py-1.5 text-left";

export function FigureTable({ runs }: { runs: readonly Compared[] }) {
  return (
    <Frame title="Figures" note="the best of a row is marked" runs={runs}>
      {comparedFigures.map(([name, wish]) => {
        const { title, unit, formula } = meaningOf(name);
        const values = runs.map(({ figures }) => figures[name]);
        const best = bestOf(values, wish);
        return (
          <tr key={name} className="border-b border-line last:border-b-0">
            <th scope="row" className={cn(first, "font-normal")} title={formula}>
              {name === "expectancy_r" ? `${title} in R` : title}
            </th>
            {values.map((value, i) => (
              <td
                key={runs[i]?.run.run_id}
                className={cn("px-3 py-1.5 text-right num", best.has(i) && "font-semibold")}
              >
                {best.has(i) && <Trophy aria-label="best" className="mr-1.5 inline size-3.5 text-accent" />}
                {figureText(value, unit)}
              </td>
            ))}
          </tr>
        );
      })}
    </Frame>
  );
}

export function DifferenceTable({ runs }: { runs: readonly Compared[] }) {
  const rows = differencesOf(runs.map(({ run }) => run));
  if (rows.length === 0) {
    return (
      <Card aria-label="What was asked differently">
        <CardHeader
          title="What was asked differently"
          note="nothing: the same strategy, bars, inputs and settings"
        />
      </Card>
    );
  }
  return (
    <Frame title="What was asked differently" runs={runs}>
      {rows.map((row) => (
        <tr key={row.name} className="border-b border-line last:border-b-0">
          <th scope="row" className={cn(first, "font-normal")}>
            {row.name}
          </th>
          {row.values.map((value, i) => (
            <td key={runs[i]?.run.run_id} className="px-3 py-1.5 text-right">
              {value}
            </td>
          ))}
        </tr>
      ))}
    </Frame>
  );
}
