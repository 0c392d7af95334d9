/** The typed slots of a definition: which components stand in each, and what a new one looks like. */
import { isRecord, listOf, recordOf, type Json, type JsonRecord } from "./json";
import { typedOf } from "./scalars";

export const SLOTS = ["trend", "entry", "exit", "stop_loss"] as const;
export type Slot = (typeof SLOTS)[number];
export type Side = "long" | "short";

/** A component with its position in the document's list, which is its place for faults and edits. */
export interface Placed {
  index: number;
  id: string;
  component: JsonRecord;
}

export function slotOf(component: Json): Slot | null {
  const type = isRecord(component) ? component["type"] : undefined;
  return SLOTS.find((slot) => slot === type) ?? null;
}

export function inSlot(document: JsonRecord, slot: Slot): Placed[] {
  return listOf(document["components"]).flatMap((component, index) =>
    isRecord(component) && slotOf(component) === slot
      ? [{ index, id: typedOf(component["id"]), component }]
      : [],
  );
}

/** Components that no slot takes, because their type is missing or unknown. */
export function misplaced(document: JsonRecord): number[] {
  return listOf(document["components"]).flatMap((one, index) => (slotOf(one) === null ? [index] : []));
}

export function componentIds(document: JsonRecord): string[] {
  return listOf(document["components"]).flatMap((one) => {
    const id = recordOf(one)["id"];
    return typeof id === "string" && id ? [id] : [];
  });
}

/** Every name the document has given away. */
export function namesOf(document: JsonRecord): Set<string> {
  return new Set([
    ...Object.keys(recordOf(document["inputs"])),
    ...Object.keys(recordOf(document["series"])),
    ...componentIds(document),
  ]);
}

/** A name that is free: `cross`, then `cross_2`. */
export function freeName(wish: string, taken: ReadonlySet<string>): string {
  const base = wish.replace(/\W+/g, "_").replace(/^(\d)/, "_$1").slice(0, 36) || "part";
  if (!taken.has(base)) return base;
  for (let n = 2; ; n++) if (!taken.has(`${base}_${n}`)) return `${base}_${n}`;
}

/** The sides the definition trades. */
export function sidesOf(document: JsonRecord): Side[] {
  const direction = document["direction"];
  return direction === "long" ? ["long"] : direction === "short" ? ["short"] : ["long", "short"];
}

const STARTERS: Record<Slot, Record<Side, string>> = {
  trend: { long: "close > sma(close, 200)", short: "close < sma(close, 200)" },
  entry: { long: "crossover(close, ema(close, 20))", short: "crossunder(close, ema(close, 20))" },
  exit: { long: "crossunder(close, ema(close, 20))", short: "crossover(close, ema(close, 20))" },
  stop_loss: { long: "lowest(low, 10)", short: "highest(high, 10)" },
};

const WISHES: Record<Slot, string> = { trend: "trend", entry: "signal", exit: "leave", stop_loss: "guard" };

/** A condition to be rewritten, one for each side the strategy trades. */
export function newCondition(document: JsonRecord, slot: Slot): JsonRecord {
  const expression: JsonRecord = {};
  for (const side of sidesOf(document)) expression[side] = STARTERS[slot][side];
  return { id: freeName(WISHES[slot], namesOf(document)), type: slot, expression };
}

/** Whether a ready-made indicator of one type can stand in a slot: conditions in any slot for conditions, prices among stops. */
export function fits(type: string, slot: Slot): boolean {
  return slot === "stop_loss" ? type === slot : type === "trend" || type === "entry" || type === "exit";
}

/** An indicator of the library; what is not said is as the library says. What opens trades closes them turned around. */
export function newFromLibrary(
  document: JsonRecord,
  slot: Slot,
  indicator: { name: string; type: string },
): JsonRecord {
  const made: JsonRecord = {
    id: freeName(indicator.name, namesOf(document)),
    type: slot,
    indicator: indicator.name,
  };
  return slot === "exit" && indicator.type !== "exit" ? { ...made, invert: true } : made;
}

/** The rule that holds while none is written: all trends and all entries; any exit. */
export function ruleInEffect(document: JsonRecord, when: "entry" | "exit"): Json | null {
  const ids = (slot: Slot) => inSlot(document, slot).map((one) => one.id);
  const items = when === "entry" ? [...ids("trend"), ...ids("entry")] : ids("exit");
  return items.length === 0 ? null : when === "entry" ? { all: items } : { any: items };
}
