/** What each press does, in words with numbers, before it is pressed. */
import type { KillSwitchInput } from "@/shared/api";
import type { AtStake } from "../api/at-stake";

export type Act = Exclude<KillSwitchInput["action"], "release">;
export interface FlattenPolicy {
  positions: "all" | "keep_spot";
  resting: "cancel" | "keep";
}

const count = (number: number, one: string, isMore = false) =>
  `${number === 0 ? "no" : number}${isMore ? " or more" : ""} ${number === 1 && !isMore ? one : `${one}s`}`;

/** One or two sentences; `where` is such as "all your accounts". Without counts the words stay, the numbers are left out. */
export function effectOf(act: Act, where: string, stake: AtStake | undefined, policy: FlattenPolicy): string {
  const positions = stake ? count(stake.positions, "open position") : "open positions";
  const orders = stake ? count(stake.orders, "live order", stake.isMore) : "live orders";
  const entries = stake
    ? count(stake.entries, "resting entry", stake.isMore).replace("entrys", "entries")
    : "resting entries";
  switch (act) {
    case "pause_entries":
      return `New positions and additions are denied on ${where}. Open positions stay, with their stops and targets; ${orders} ${stake?.orders === 1 ? "stays" : "stay"} too. Nothing is closed.`;
    case "reduce_only":
      return `Pauses entries on ${where} and cancels ${entries}. ${capital(positions)} ${stake?.positions === 1 ? "stays" : "stay"}, with stops and targets.`;
    case "halt":
      return `Cancels ${entries} on ${where}, and agents and the API may send nothing more, not even exits. Stops and targets at the venue stay; ${positions} can be closed only by your own hand.`;
    case "flatten": {
      const closing =
        policy.positions === "all"
          ? `closes ${positions} at market`
          : `closes positions at market but keeps spot holdings (${positions} in all)`;
      const resting =
        policy.resting === "cancel"
          ? `cancels ${orders}`
          : "keeps resting orders of symbols where nothing is closed";
      return `Sets reduce only on ${where}, ${resting} and ${closing}. While a venue is down the request waits and is tried again.`;
    }
  }
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const LOCKS = [
  { minutes: 0, label: "No lock" },
  { minutes: 60, label: "1 hour" },
  { minutes: 240, label: "4 hours" },
  { minutes: 1_440, label: "1 day" },
  { minutes: 10_080, label: "7 days" },
] as const;

export function lockWords(minutes: number): string {
  return LOCKS.find((each) => each.minutes === minutes)?.label ?? `${minutes} min`;
}

/** What is left of a lock: "2 h 13 min", "40 s". */
export function leftWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
