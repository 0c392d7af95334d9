/** The examples of the documentation, to begin from. */
import { recordOf } from "./json";
import { readText } from "./text";
import { typedOf } from "./scalars";

export interface Example {
  key: string;
  name: string;
  description: string;
  market: string;
  timeframe: string;
  text: string;
}

const files = import.meta.glob<string>("../../../../../docs/examples/strategies/*.yaml", {
  query: "?raw",
  import: "default",
  eager: true,
});

export const examples: readonly Example[] = Object.entries(files).map(([path, text]) => {
  const document = recordOf(readText(text).document ?? undefined);
  const word = (name: string) => typedOf(document[name]);
  return {
    key: path.replace(/^.*\/|\.yaml$/g, ""),
    name: word("name"),
    description: word("description"),
    market: word("market"),
    timeframe: word("timeframe"),
    text,
  };
});

/** What a strategy begins as when it begins from nothing: one entry that is there to be replaced. */
export const BLANK = `schema: tradewright.strategy/1
name: My strategy
market: crypto
timeframe: 1h
direction: long
inputs:
  fast: {type: int, default: 12, min: 2, max: 200, step: 1, title: Fast average}
  slow: {type: int, default: 26, min: 3, max: 400, step: 1, title: Slow average}
components:
  - {id: cross, type: entry, expression: {long: "crossover(ema(close, fast), ema(close, slow))"}}
  - {id: back, type: exit, expression: {long: "crossunder(ema(close, fast), ema(close, slow))"}}
stop_loss: {mode: percent, value: 2}
sizing: {mode: percent_of_equity, value: 100}
costs: {commission: {mode: percent, value: 0.1}}
`;
