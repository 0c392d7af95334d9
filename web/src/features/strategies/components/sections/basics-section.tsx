/** What the strategy is called, and what it trades. */
import { ChoiceField, LongTextField, TextField } from "../fields/plain-fields";
import { Row, Section } from "../fields/section";
import { useBuilder } from "../state/builder";
import { typedOf } from "../../document/scalars";

export const TIMEFRAMES = ["1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "1d", "1w"] as const;
const TIMEFRAME_WORDS: Record<string, string> = {
  "1m": "1 minute",
  "3m": "3 minutes",
  "5m": "5 minutes",
  "15m": "15 minutes",
  "30m": "30 minutes",
  "1h": "1 hour",
  "2h": "2 hours",
  "4h": "4 hours",
  "1d": "1 day",
  "1w": "1 week",
};
export const timeframeChoices = TIMEFRAMES.map((value) => ({
  value,
  label: TIMEFRAME_WORDS[value] ?? value,
}));

const MARKETS = [
  { value: "stocks", label: "Stocks" },
  { value: "crypto", label: "Crypto" },
  { value: "forex", label: "Forex" },
  { value: "futures", label: "Futures" },
];
const DIRECTIONS = [
  { value: "both", label: "Long and short" },
  { value: "long", label: "Long only" },
  { value: "short", label: "Short only" },
];
const PATHS = [["name"], ["description"], ["market"], ["timeframe"], ["direction"], ["timezone"], ["schema"]];

export function BasicsSection() {
  const { document } = useBuilder();
  return (
    <Section
      title="What it trades"
      summary={[document["market"], document["timeframe"], document["direction"]]
        .map(typedOf)
        .filter(Boolean)
        .join(" · ")}
      paths={PATHS}
      isOpen
    >
      <TextField path={["name"]} label="Name" />
      <LongTextField path={["description"]} label="Description" optional />
      <Row>
        <ChoiceField path={["timeframe"]} label="Bars of" choices={timeframeChoices} />
        <ChoiceField path={["direction"]} label="Direction" choices={DIRECTIONS} fallback="Long and short" />
        <ChoiceField path={["market"]} label="Market" choices={MARKETS} fallback="Not said" />
        <TextField path={["timezone"]} label="Time zone" placeholder="UTC" />
      </Row>
    </Section>
  );
}
