/** The server's table of opposite signals, as far as it holds under one rule, in a trader's words. */
import type { components } from "@/gen/schema";
import type { Opposite } from "./agent-draft";

type Row = components["schemas"]["OppositeRow"];

interface Said {
  held: string;
  says: string;
  words: string;
}

const helds: Record<string, string> = {
  against: "the other side",
  same: "the same side",
  nothing: "nothing",
};

const lefts: Record<string, string> = {
  flat: "and be flat afterwards",
  against: "and stay on the old side",
};

export function rowsUnder(rule: Opposite, rows: readonly Row[]): Said[] {
  return rows
    .filter((row) => row.rule === "any" || row.rule === rule)
    .map((row) => ({
      held: helds[row.held] ?? row.held,
      says: saysOf(row),
      words: row.words,
    }));
}

function saysOf({ left, reduce_only }: Row): string {
  if (reduce_only === "yes") return "trade, but only to reduce";
  return `trade${lefts[left] ? ` ${lefts[left]}` : ""}`;
}
