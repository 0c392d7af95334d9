import { formatDecimal } from "@/shared/format";
import { figureText, probabilityText } from "@/shared/research/figures";
import { Card, CardBody, CardHeader, DefinitionList, Notice } from "@/shared/ui";
import type { Report } from "../../api/documents";
import { CostTable } from "./cost-table";
import { MonteCarloCard } from "./monte-carlo-card";
import { verdictOf } from "./verdict";

/** Is it skill? The verdict in plain words, and what it rests on. */
export function LuckView({ report }: { report: Report }) {
  const verdict = verdictOf(report);
  const { ratios, summary } = report;
  const probability = (value: string | null, path: string) =>
    value === null ? (report.undefined[path] ?? "–") : probabilityText(value);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Notice tone={verdict.tone} title={<span className="text-base">{verdict.title}</span>}>
        <ul className="mt-1 grid list-disc gap-1 pl-4">
          {verdict.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </Notice>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-2">
        <Card aria-labelledby="evidence-title">
          <CardHeader id="evidence-title" title="Evidence" />
          <CardBody>
            <DefinitionList
              items={[
                ["Trades", figureText(summary.all.trades_total, "count")],
                ["Days", figureText(ratios.days_count, "count")],
                ["Sets of inputs ever tried", figureText(ratios.trials, "count")],
                [
                  "Chance of an edge, alone",
                  probability(ratios.sharpe_probabilistic, "ratios.sharpe_probabilistic"),
                ],
                [
                  "Chance of an edge, tries counted",
                  probability(ratios.sharpe_deflated, "ratios.sharpe_deflated"),
                ],
                ["Same average by luck alone", probability(summary.all.p_value, "summary.all.p_value")],
                ["System quality number", figureText(summary.all.sqn, "ratio")],
              ]}
            />
            <p className="mt-3 text-xs text-ink-soft">
              "Alone" is the probabilistic Sharpe ratio: how sure the days of this run make it that the true
              Sharpe ratio is above zero. "Tries counted" is the deflated one: the best of many random
              strategies looks good too, and that is taken off.
            </p>
          </CardBody>
        </Card>
        <MonteCarloCard report={report} />
      </div>
      <CostTable report={report} />
      {report.robustness.samples && <Samples samples={report.robustness.samples} />}
    </div>
  );
}

type SamplesPart = NonNullable<Report["robustness"]["samples"]>;

function Samples({ samples }: { samples: SamplesPart }) {
  const parts = [
    ["Before", samples.in_sample],
    ["After", samples.out_of_sample],
  ] as const;
  return (
    <Card aria-labelledby="samples-title">
      <CardHeader
        id="samples-title"
        title="Before and after"
        note={`split at ${figureText(samples.split, "time")} UTC`}
      />
      <div className="grid gap-x-8 px-4 pb-4 sm:grid-cols-2">
        {parts.map(([name, part]) => (
          <div key={name}>
            <p className="mb-1 text-sm font-medium">{name}</p>
            <DefinitionList
              items={[
                ["Trades", formatDecimal(String(part.trades))],
                ["Net profit", figureText(part.net_profit, "money")],
                ["Average trade", figureText(part.average, "money")],
                ["Won", figureText(part.percent_profitable, "percent")],
                ["Profit factor", figureText(part.profit_factor, "ratio")],
              ]}
            />
          </div>
        ))}
      </div>
    </Card>
  );
}
