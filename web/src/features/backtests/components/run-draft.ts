/** A backtest as the form has it, and as the server takes it. */
import { dataKey, type DataSet } from "@/shared/research/choices";
import { barsWithin, dayEnd, dayStart, rangeFaults, type TypedRange } from "@/shared/research/data-range";
import { changedInputs, inputFault, type InputSpec, type InputValue } from "@/shared/research/input-spec";
import {
  fromSettings,
  settingsFaults,
  toSettings,
  untouched,
  type TypedSettings,
} from "@/shared/research/settings";
import type { Faults } from "@/shared/hooks/use-form";
import { formatDecimal } from "@/shared/format";
import type { Run, RunInput } from "../api/documents";
import { rangeWord } from "./run-words";

export interface RunDraft extends TypedRange {
  kind: "strategy" | "guru";
  strategyId: string;
  /** A version's number; empty: the newest. */
  version: string;
  guru: string;
  inputs: Record<string, InputValue>;
  settings: TypedSettings;
  note: string;
}

export const freshDraft: RunDraft = {
  kind: "strategy",
  strategyId: "",
  version: "",
  guru: "",
  data: "",
  from: "",
  to: "",
  inputs: {},
  settings: untouched,
  note: "",
};

/** The form filled as an earlier run was asked, to run it again or nearly so. */
export function draftOf(run: Run): RunDraft {
  const plain = (value: unknown): InputValue =>
    typeof value === "boolean" ? value : typeof value === "string" ? value : JSON.stringify(value);
  return {
    kind: run.strategy ? "strategy" : "guru",
    strategyId: run.strategy?.strategy_id ?? "",
    version: run.strategy ? String(run.strategy.version) : "",
    guru: run.guru ?? "",
    data: dataKey(run.data),
    from: run.data.from?.slice(0, 10) ?? "",
    to: run.data.to ? new Date(Date.parse(run.data.to) - 1).toISOString().slice(0, 10) : "",
    inputs: Object.fromEntries(Object.entries(run.inputs).map(([name, value]) => [name, plain(value)])),
    settings: fromSettings(run.settings),
    note: run.note,
  };
}

export function draftFaults(draft: RunDraft, sets: readonly DataSet[], specs: readonly InputSpec[]): Faults {
  return {
    strategy: draft.kind === "strategy" && !draft.strategyId ? "Choose a strategy." : null,
    guru: draft.kind === "guru" && !draft.guru ? "Choose a guru's system." : null,
    ...rangeFaults(draft, sets, dataKey),
    ...settingsFaults(draft.settings),
    ...Object.fromEntries(
      specs.map((spec) => [`inputs.${spec.name}`, inputFault(spec, draft.inputs[spec.name] ?? spec.start)]),
    ),
  };
}

export function toRunInput(draft: RunDraft, specs: readonly InputSpec[]): RunInput {
  const [source = "", symbol = "", timeframe = ""] = splitKey(draft.data);
  return {
    ...(draft.kind === "guru"
      ? { guru: draft.guru }
      : {
          strategy: {
            strategy_id: draft.strategyId,
            version: draft.version ? Number(draft.version) : null,
          },
        }),
    data: {
      source,
      symbol,
      timeframe: timeframe as RunInput["data"]["timeframe"],
      from: dayStart(draft.from),
      to: dayEnd(draft.to),
    },
    inputs: changedInputs(specs, draft.inputs),
    settings: toSettings(draft.settings),
    note: draft.note.trim(),
  };
}

/** Source and timeframe hold no slash; a symbol such as `BTC/USDT` may. */
function splitKey(key: string): [string, string, string] {
  const first = key.indexOf("/");
  const last = key.lastIndexOf("/");
  return [key.slice(0, first), key.slice(first + 1, last), key.slice(last + 1)];
}

/** What will happen, in one sentence beside the button; empty while too little is known. */
export function summaryOf(draft: RunDraft, name: string | undefined, set: DataSet | undefined): string {
  if (!name || !set) return "";
  const bars = barsWithin(set, draft);
  const range = rangeWord(dayStart(draft.from) ?? set.from, draft.to ? dayStart(draft.to) : set.to);
  const cost = draft.settings.commission_value.trim();
  const costs =
    cost === ""
      ? "costs as the strategy says"
      : `commission ${cost}${draft.settings.commission_mode === "percent" ? " %" : ""}`;
  return `${name} on about ${formatDecimal(String(bars))} bars of ${set.symbol} ${set.timeframe}, ${range}, ${costs}.`;
}
