import { describe, expect, it } from "vitest";
import type { DataSet } from "@/shared/research/choices";
import { definitionInputs } from "@/shared/research/input-spec";
import type { Run } from "../api/documents";
import { draftFaults, draftOf, freshDraft, summaryOf, toRunInput } from "./run-draft";

const set = {
  source: "file",
  symbol: "BTC/USDT",
  timeframe: "1h",
  from: "2026-01-01T00:00:00Z",
  to: "2026-01-10T23:00:00Z",
  bars: 240,
  tick: "0.01",
} as DataSet;
const specs = definitionInputs({ inputs: { fast: { type: "int", default: 12, min: 2, max: 50 } } });
const draft = { ...freshDraft, strategyId: "s1", data: "file/BTC/USDT/1h" };

describe("a backtest's draft", () => {
  it("asks for the newest version, its own settings and only the inputs changed", () => {
    const asked = toRunInput({ ...draft, to: "2026-01-05", inputs: { fast: "9" } }, specs);

    expect(asked).toEqual({
      strategy: { strategy_id: "s1", version: null },
      data: { source: "file", symbol: "BTC/USDT", timeframe: "1h", from: null, to: "2026-01-06T00:00:00Z" },
      inputs: { fast: "9" },
      settings: {},
      note: "",
    });
  });

  it("names what is missing, and nothing else", () => {
    const faults = draftFaults({ ...freshDraft, inputs: { fast: "99" } }, [set], specs);
    const said = Object.entries(faults).filter(([, fault]) => fault);

    expect(Object.fromEntries(said)).toEqual({
      strategy: "Choose a strategy.",
      data: "Choose the bars to run on.",
      "inputs.fast": "At most 50.",
    });
    expect(Object.values(draftFaults(draft, [set], specs)).filter(Boolean)).toEqual([]);
  });

  it("of an earlier run asks for the same again", () => {
    const body = {
      ...toRunInput({ ...draft, from: "2026-01-02", to: "2026-01-05", version: "3" }, specs),
      settings: { commission_mode: "percent", commission_value: "0.05", process_orders_on_close: false },
    };
    const run = {
      ...body,
      strategy: { strategy_id: "s1", version: 3, name: "Cross" },
      guru: null,
      inputs: { fast: 9 },
    } as unknown as Run;

    expect(toRunInput(draftOf(run), specs)).toEqual({ ...body, inputs: { fast: "9" } });
  });

  it("says in one sentence what will happen", () => {
    expect(summaryOf({ ...draft, from: "2026-01-10" }, "Cross", set)).toBe(
      "Cross on about 24 bars of BTC/USDT 1h, 10 Jan 2026 – 10 Jan 2026, costs as the strategy says.",
    );
    expect(summaryOf(draft, undefined, set)).toBe("");
  });
});
