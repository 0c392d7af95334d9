import { formatDecimal, formatMoment } from "@/shared/format";
import { Card, CardBody, CardHeader, CopyButton, DefinitionList } from "@/shared/ui";
import type { Report } from "../../api/documents";

/** Where the result comes from: without this no figure means anything. */
export function ProvenanceCard({ report }: { report: Report }) {
  const known = report.provenance;
  return (
    <Card aria-labelledby="provenance">
      <CardHeader id="provenance" title="Where it comes from" />
      <CardBody>
        <DefinitionList
          items={[
            ["Data", `${known.source} · ${known.symbol} · ${known.timeframe}`],
            [
              "Range",
              <>
                {moment(known.from)} – {moment(known.to)} UTC
              </>,
            ],
            ["Bars", `${whole(known.bars)}, of which ${whole(known.warmup_bars)} warm-up`],
            ["Gaps", gaps(known)],
            ["Fills", fills(known)],
            ["Commission", pair(known.commission, "none")],
            ["Slippage", `${String(known.slippage_ticks ?? 0)} ticks of ${formatDecimal(known.tick)}`],
            ["Size", pair(known.sizing, "by the strategy")],
            ["Capital", formatDecimal(known.initial_capital, { decimals: 2 })],
            ["Inputs", inputs(known.inputs)],
            ["Definition", <Hash key="definition" what="definition hash" hash={known.definition_hash} />],
            ["Data hash", <Hash key="data" what="data hash" hash={known.data_hash} />],
            ["Engine", `Tradewright ${known.engine_version}`],
          ]}
        />
      </CardBody>
    </Card>
  );
}

type Provenance = Report["provenance"];

const whole = (value: number) => formatDecimal(String(value));
const moment = (iso: string | null) => (iso ? formatMoment(new Date(iso), "UTC").slice(0, -3) : "–");

function gaps({ gaps: found, missing_bars: missing }: Provenance): string {
  return found ? `${whole(found)}, ${whole(missing)} bars missing` : "none";
}

function fills({ fill_mode: mode, intrabar }: Provenance): string {
  const model =
    mode === "tradingview" ? "TradingView's rules" : mode === "close" ? "at the close" : String(mode);
  return `${model}, ${intrabar ? `${intrabar} bars inside` : "assumed path inside bars"}`;
}

const units: Record<string, string> = {
  percent: "% of value",
  per_order: "an order",
  per_contract: "a unit",
  percent_of_equity: "% of equity",
  cash: "in money",
  fixed: "units",
};

function pair({ mode, value }: Provenance["commission"], otherwise: string): string {
  if (mode === null) return otherwise;
  const unit = units[String(mode)] ?? String(mode).replaceAll("_", " ");
  return `${String(value)} ${mode === "fixed" && String(value) === "1" ? "unit" : unit}`;
}

function inputs(given: Provenance["inputs"]): string {
  const told = Object.entries(given).map(([name, value]) => `${name} ${String(value)}`);
  return told.join(", ") || "none";
}

function Hash({ hash, what }: { hash: string | null; what: string }) {
  if (!hash) return "none: coded";
  return (
    <span className="inline-flex items-center gap-1.5">
      <span className="font-mono text-xs" title={hash}>
        {hash.slice(0, 12)}
      </span>
      <CopyButton text={hash} what={what} className="size-6" variant="quiet" />
    </span>
  );
}
