/** An agent's mapping as it is edited: which value of a sample means which of our fields. Pure. */
import type { AgentInput, Side } from "@/shared/api";

export type Mapping = NonNullable<AgentInput["mapping"]>;
export type FieldRule = NonNullable<Mapping["fields"]>[string];

export interface Leaf {
  path: string;
  value: string;
}

const LEAVES_MAX = 200;
const PLAIN = /^[^.[\]"]+$/;

/** The single values of a JSON message with the path of each, in its order; null when it is no JSON object. */
export function leavesOf(text: string): Leaf[] | null {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof document !== "object" || document === null || Array.isArray(document)) return null;
  return [...walk("$", document)].slice(0, LEAVES_MAX);
}

function* walk(path: string, value: unknown): Generator<Leaf> {
  if (Array.isArray(value)) {
    for (const [place, each] of value.entries()) yield* walk(`${path}[${place}]`, each);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, each] of Object.entries(value))
      yield* walk(PLAIN.test(name) ? `${path}.${name}` : `${path}["${name}"]`, each);
  } else yield { path, value: typeof value === "string" ? value : JSON.stringify(value) };
}

/** The field that this path is bound to, if any. */
export function boundTo(mapping: Mapping | null, path: string): string | undefined {
  return Object.entries(mapping?.fields ?? {}).find(([, rule]) => rule.path === path)?.[0];
}

/** The mapping with this path bound to `field` alone; no field lets it go. Words and default of a field that moves stay. */
export function bind(mapping: Mapping | null, path: string, field: string | undefined): Mapping | null {
  const fields = { ...mapping?.fields };
  const before = boundTo(mapping, path);
  if (before) delete fields[before];
  if (field) fields[field] = { ...fields[field], path, constant: null };
  return tidied(mapping, fields);
}

/** The mapping with one rule put in or taken out. */
export function withRule(mapping: Mapping | null, field: string, rule: FieldRule | null): Mapping | null {
  const fields = { ...mapping?.fields };
  if (rule) fields[field] = rule;
  else delete fields[field];
  return tidied(mapping, fields);
}

export type UnitName = "risk_unit" | "distance_unit" | "entry_unit" | "deviation_unit";

/** The mapping with one unit said; "" leaves it open. */
export function withUnit(mapping: Mapping | null, name: UnitName, unit: string): Mapping | null {
  return tidied({ ...mapping, [name]: unit || null }, { ...mapping?.fields });
}

/** The mapping with the side of one 3Commas bot; null forgets the bot. */
export function withBot(mapping: Mapping | null, bot: string, side: Side | null): Mapping | null {
  const bots = { ...mapping?.bot_sides };
  if (side) bots[bot] = side;
  else delete bots[bot];
  return tidied({ ...mapping, bot_sides: bots }, { ...mapping?.fields });
}

/** The mapping with what one trigger stands for; null forgets the trigger. */
export function withTrigger(
  mapping: Mapping | null,
  trigger: string,
  members: Record<string, string> | null,
): Mapping | null {
  const triggers = { ...mapping?.triggers };
  if (members) triggers[trigger] = members;
  else delete triggers[trigger];
  return tidied({ ...mapping, triggers }, { ...mapping?.fields });
}

/** What is wrong with what a trigger stands for, in a sentence; the server judges the values with the sample. */
export function faultOfMembers(
  members: Readonly<Record<string, string>>,
  fields: readonly string[],
): string | null {
  const names = Object.keys(members);
  if (names.length === 0) return "Say at least what to do, such as action = buy.";
  const strange = fields.length > 0 ? names.find((name) => !fields.includes(name)) : undefined;
  return strange === undefined ? null : `${strange} is no field of an alert.`;
}

/** No rules and no settings are no mapping at all. */
function tidied(mapping: Mapping | null, fields: Record<string, FieldRule>): Mapping | null {
  const settings = Object.entries(mapping ?? {}).filter(([name]) => name !== "fields");
  const saysMore = settings.some(
    ([, said]) => said != null && (typeof said !== "object" || Object.keys(said).length > 0),
  );
  return Object.keys(fields).length > 0 || saysMore ? { ...mapping, fields } : null;
}

/** "long = buy, short = sell" as words; what has no "=" is not said yet. */
export function readWords(text: string): Record<string, string> {
  const words: Record<string, string> = {};
  for (const pair of text.split(",")) {
    const [theirs, ours] = pair.split("=").map((each) => each.trim());
    if (theirs && ours) words[theirs] = ours;
  }
  return words;
}

export function wordsText(words: Record<string, string> | undefined): string {
  return Object.entries(words ?? {})
    .map(([theirs, ours]) => `${theirs} = ${ours}`)
    .join(", ");
}
