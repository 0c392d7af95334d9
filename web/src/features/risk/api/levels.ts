/** The ladder of the kill switch: levels in order, what each is called, and which holds for an account. */
import type { KillSwitch, Risk } from "@/shared/api";

export type Level = KillSwitch["level"];
export type Scope = KillSwitch["scope"];

const LADDER: readonly Level[] = ["none", "entries_paused", "reduce_only", "halted"];

export const rankOf = (level: Level): number => LADDER.indexOf(level);

export const LEVEL_WORD: Record<Level, string> = {
  none: "Entries allowed",
  entries_paused: "Entries paused",
  reduce_only: "Reduce only",
  halted: "Halted",
};

export const LEVEL_SENTENCE: Record<Level, string> = {
  none: "Entries are allowed",
  entries_paused: "Entries are paused",
  reduce_only: "Only reducing is allowed",
  halted: "Trading is halted",
};

/** What still passes at a level, for whoever wonders why an order was refused. */
export const LEVEL_EFFECT: Record<Level, string> = {
  none: "Every order that its limits allow passes.",
  entries_paused:
    "Alerts are still received and answered; each that would open or add is denied with this reason. Resting orders stay. Reducing and closing stay possible.",
  reduce_only:
    "Orders that open or add are denied and resting entries were cancelled. Reducing and closing stay possible.",
  halted:
    "Agents and the API may send nothing, not even exits. Stops and targets that rest at the venue stay there, and you can close by hand.",
};

/** Switches that stand, the strictest first; of equals the widest first. */
export function standing(risk: Risk | undefined): KillSwitch[] {
  const widths: readonly Scope[] = ["account", "user", "platform"];
  return (risk?.kill_switch ?? [])
    .filter((each) => each.level !== "none")
    .sort((a, b) => rankOf(b.level) - rankOf(a.level) || widths.indexOf(b.scope) - widths.indexOf(a.scope));
}

/** What holds for this account now: the strictest of its own switch, the user's and the platform's. */
export function strictestOf(risk: Risk | undefined, accountId: string | undefined): KillSwitch | null {
  return standing(risk).find((each) => each.scope !== "account" || each.scope_id === accountId) ?? null;
}

export function lockedMs(each: { locked_until: string | null }, now: number): number {
  return each.locked_until === null ? 0 : Math.max(0, Date.parse(each.locked_until) - now);
}

export function whereOf(
  each: { scope: Scope; scope_id: string },
  label: (accountId: string) => string,
): string {
  if (each.scope === "user") return "all your accounts";
  return each.scope === "platform" ? "the whole platform" : `the account “${label(each.scope_id)}”`;
}

/** "user:…" and the like of a press, as a person says it. */
export function whoOf(actor: string): string {
  const kind = actor.split(":")[0] ?? actor;
  const known: Record<string, string> = {
    user: "You",
    operator: "The operator",
    api_key: "An API key",
    system: "The platform",
  };
  return known[kind] ?? actor;
}
