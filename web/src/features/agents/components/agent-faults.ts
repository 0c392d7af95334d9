/** What is wrong with what was typed, under the API's names, so that a fault found by the server stands at its field. */
import { isDecimal, signOf } from "@/shared/format";
import type { Faults } from "@/shared/hooks/use-form";
import { faultOfBlackouts, faultOfLimit, faultOfSessions, LIMIT_RULES } from "@/shared/limits";
import type { Typed } from "./agent-draft";
import { distanceWords, sizingWords } from "./agent-modes";

const DAY_S = 86_400;

const above = (text: string) => (isDecimal(text) && signOf(text) > 0 ? null : "Enter a number above zero.");
const aboveOrEmpty = (text: string) => (text.trim() ? above(text) : null);
const percent = (text: string) =>
  above(text) ?? (Number(text) <= 100 ? null : "Enter a percentage up to 100.");
const whole = (text: string, least: number) =>
  /^\d{1,6}$/.test(text.trim()) && Number(text) >= least ? null : `Enter a whole number from ${least}.`;
const secondsOrEmpty = (text: string) =>
  !text.trim() || (/^\d{1,5}$/.test(text.trim()) && Number(text) <= DAY_S)
    ? null
    : `Enter whole seconds, at most ${DAY_S}.`;

const distance = (mode: Typed["stopMode"], text: string) =>
  mode === "none" ? null : mode === "percent" ? percent(text) : above(text);

/** Sizes that are measured to a stop cannot be worked out without one. */
const needsStop = (typed: Typed) =>
  (typed.sizingMode === "risk_percent" || typed.sizingMode === "risk_money") &&
  typed.stopMode === "none" &&
  typed.trailMode === "none" &&
  !typed.sizingFromAlert;

export function faultsOf(typed: Typed): Faults {
  return {
    name: typed.name.trim() ? null : "Give the agent a name you will recognise in lists.",
    account_ids:
      typed.accountIds === null || typed.accountIds.length > 0
        ? null
        : "Choose at least one account to trade on.",
    "sizing.value":
      sizingWords[typed.sizingMode].unit === "%" ? percent(typed.sizingValue) : above(typed.sizingValue),
    sides: typed.sides.length > 0 ? null : "Allow at least one side.",
    pyramiding_max: typed.pyramidingMax.trim() ? whole(typed.pyramidingMax, 1) : null,
    stop_loss: needsStop(typed) ? "Sizing by risk needs a stop-loss to measure the risk to." : null,
    "stop_loss.value": distance(typed.stopMode, typed.stopValue),
    take_profit:
      typed.targetMode === "risk_reward" && typed.stopMode === "none"
        ? "A multiple of the risk needs a stop-loss; without one in the alert either, it is refused."
        : null,
    "take_profit.value": typed.targetMode === "none" ? null : above(typed.targetValue),
    "trailing_stop.value": distance(typed.trailMode, typed.trailValue),
    "trailing_stop.activation": typed.trailMode === "none" ? null : aboveOrEmpty(typed.trailActivation),
    "entry_price.offset":
      typed.entrySource === "none" || !typed.entryOffset.trim() || isDecimal(typed.entryOffset)
        ? null
        : `Enter a number of ${distanceWords[typed.entryMode].unit || "price"}; minus moves it down.`,
    delay_s: secondsOrEmpty(typed.delay),
    cancel_after_s: secondsOrEmpty(typed.cancelAfter),
    exit_cancel_after_s: secondsOrEmpty(typed.exitCancelAfter),
    signal_age_max_s: whole(typed.ageMax, 1),
    passphrase: typed.passphrase && typed.passphrase.length < 4 ? "Use at least 4 characters." : null,
    ...Object.fromEntries(
      LIMIT_RULES.map((rule) => [`limits.${rule.name}`, faultOfLimit(rule, typed.limits[rule.name])]),
    ),
    "limits.sessions": faultOfSessions(typed.sessions ?? []),
    "limits.blackouts": faultOfBlackouts(
      (typed.blackouts ?? []).map((each) => ({ reason: "", symbols: [], ...each })),
    ),
  };
}
