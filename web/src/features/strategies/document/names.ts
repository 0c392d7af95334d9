/** Names that an expression may use, and which of them the word under the caret may become. */
import { componentIds } from "./components";
import { recordOf, type JsonRecord } from "./json";

export interface Name {
  name: string;
  /** What it is, in a few words. */
  note: string;
  isCall: boolean;
}

const BAR =
  "open high low close volume hl2 hlc3 ohlc4 hlcc4 time bar_index hour minute dayofweek dayofmonth month year mintick";
const FUNCTIONS: readonly [name: string, note: string][] = [
  ["abs", "distance from zero"],
  ["ceil", "smallest whole number not below"],
  ["floor", "largest whole number not above"],
  ["round", "nearest number with n places"],
  ["sign", "-1, 0 or 1"],
  ["sqrt", "square root"],
  ["exp", "e to the power"],
  ["log", "natural logarithm"],
  ["log10", "logarithm to base 10"],
  ["pow", "x to the power n"],
  ["max", "largest of its arguments"],
  ["min", "smallest of its arguments"],
  ["avg", "mean of its arguments"],
  ["nz", "0, or another value, where there is none"],
  ["na", "whether there is no value"],
  ["fixnan", "the last value there was"],
  ["sum", "sum of the last n values"],
  ["on", "value on the last closed bar of a longer timeframe"],
  ["session", "whether the bar is inside trading hours"],
];
const WORDS: readonly [string, string][] = [
  ["and", "both hold"],
  ["or", "one of them holds"],
  ["not", "does not hold"],
  ["true", "always"],
  ["false", "never"],
];

/** Every name that may stand in an expression of this draft, the draft's own first. */
export function namesFor(
  document: JsonRecord,
  library: readonly { name: string; title: string }[],
): readonly Name[] {
  return [
    ...Object.keys(recordOf(document["inputs"])).map((name) => ({ name, note: "input", isCall: false })),
    ...Object.keys(recordOf(document["series"])).map((name) => ({
      name,
      note: "named series",
      isCall: false,
    })),
    ...componentIds(document).map((name) => ({ name, note: "component", isCall: false })),
    ...BAR.split(" ").map((name) => ({ name, note: "of the bar", isCall: false })),
    ...library.map(({ name, title }) => ({ name, note: title, isCall: true })),
    ...FUNCTIONS.map(([name, note]) => ({ name, note, isCall: true })),
    ...WORDS.map(([name, note]) => ({ name, note, isCall: false })),
  ];
}

/** The beginning of a word before the caret, or null where no name can stand (in a number, after a dot, in quotes). */
export function wordBefore(text: string, caret: number): string | null {
  const head = text.slice(0, caret);
  if ((head.match(/"/g)?.length ?? 0) % 2 === 1) return null;
  const word = /(?:^|[^\w.])([A-Za-z_]\w*)$/.exec(head)?.[1];
  return word ?? null;
}

const SHOWN_MAX = 8;
const LENGTH_MIN = 2;

/** What the word may become: beginnings first, then names that contain it. */
export function suggest(names: readonly Name[], word: string | null): readonly Name[] {
  if (word === null || word.length < LENGTH_MIN) return [];
  const low = word.toLowerCase();
  const found = names.filter((one) => one.name.toLowerCase().includes(low) && one.name !== word);
  if (names.some((one) => one.name === word) && !found.some((one) => one.name.startsWith(word))) return [];
  const rank = (one: Name) => (one.name.toLowerCase().startsWith(low) ? 0 : 1);
  return [...found].sort((a, b) => rank(a) - rank(b)).slice(0, SHOWN_MAX);
}

/** Put a name in the place of the word; the caret goes between the brackets of a call. */
export function complete(
  text: string,
  caret: number,
  word: string,
  name: Name,
): { text: string; caret: number } {
  const from = caret - word.length;
  const isOpen = text[caret] === "(";
  const put = name.isCall && !isOpen ? `${name.name}()` : name.name;
  const to = from + put.length - (put.endsWith(")") ? 1 : 0);
  return { text: text.slice(0, from) + put + text.slice(caret), caret: to };
}
