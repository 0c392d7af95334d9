import { formatDecimal, isDecimal } from "@/shared/format";
import type { ReplayDifference, ReplayOutcome } from "../api/replay";

/** "$.signals.<account>.decision.sizing.quantity" → "Paper account › decision › sizing › quantity". */
export function pathWords(path: string, accountLabel: (accountId: string) => string): string {
  const steps = path
    .replace(/^\$\.?/, "")
    .replace(/\[(\d+)\]/g, ".$1")
    .split(".")
    .filter(Boolean);
  const words: string[] = [];
  for (let at = 0; at < steps.length; at++) {
    const place = steps[at + 1];
    if (steps[at] === "signals" && at === 0 && place !== undefined) {
      words.push(accountLabel(place));
      at++;
      continue;
    }
    const word = (steps[at] ?? "").replaceAll("_", " ");
    if (place !== undefined && /^\d+$/.test(place)) {
      words.push(`${nouns[word] ?? word} ${Number(place) + 1}`);
      at++;
    } else words.push(word);
  }
  return words.join(" › ") || "the whole";
}

const nouns: Record<string, string> = { orders: "order", rules: "rule", steps: "step" };

/** A value of a difference in one line. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "string") return isDecimal(value) ? formatDecimal(value) : value.replaceAll("_", " ");
  if (typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return value.length > 0 ? value.map(valueWords).join(", ") : "nothing";
  // A sum that has a sentence of its own is told by it: what went into it stands below where it differs.
  const sentence = (value as Record<string, unknown>)["words"];
  if (typeof sentence === "string" && sentence !== "") return sentence;
  return Object.entries(value)
    .filter(([, each]) => each !== null && each !== undefined)
    .map(([key, each]) => `${key.replaceAll("_", " ")} ${valueWords(each)}`)
    .join(", ");
}

/** What became of it in one status word: as in the list of alerts. */
export function outcomeStatus(outcome: ReplayOutcome): string {
  if (outcome.outcome !== "accepted") return outcome.outcome;
  const states = outcome.signals.map((signal) => signal.state);
  return (
    ["failed", "denied", "pending", "waiting", "ordered", "done", "ignored"].find((state) =>
      states.includes(state),
    ) ?? "accepted"
  );
}

export function byCause(differences: readonly ReplayDifference[]) {
  return {
    rules: differences.filter((each) => each.cause === "rules"),
    market: differences.filter((each) => each.cause === "market"),
  };
}
