/** What environments, link states and failed returns from a venue's page are called. */
import type { Account } from "@/shared/api";
import type { VenueEnvironment } from "../api/linking";

export const ENVIRONMENT_WORD: Record<VenueEnvironment, string> = {
  paper: "Paper: simulated",
  live: "Live: real money",
  rehearsal: "Rehearsal: fake venue",
};

export const ENVIRONMENT_MEANING: Record<VenueEnvironment, string> = {
  paper: "The venue's own practice account. Orders are simulated; no money moves.",
  live: "Real money. Every order that agents and you place here is real from the first alert on.",
  rehearsal: "A fake venue on this machine, for trying things out. No money and no network.",
};

/** What came of the venue's page, by the code in the address it led back to. */
export function returnWords(code: string): string {
  switch (code) {
    case "refused":
      return "You did not agree on the venue's page, so nothing was linked.";
    case "no_code":
      return "The venue's page led back without an answer. Nothing was linked; try again.";
    case "oauth_state_broken":
      return "The answer does not belong to a request of yours, or came too late. Nothing was linked: somebody may have sent you that address. Begin anew from here.";
    case "withdrawals_allowed":
      return "The permission would let us withdraw money, which we never take. Nothing was linked.";
    case "already_linked":
      return "That account is linked already.";
    case "account_not_suitable":
      return "That account is set up in a way that orders of ours would not mean what they say. Nothing was linked.";
    case "credential_not_accepted":
      return "The venue did not accept its own answer. Nothing was linked; try again.";
    case "venue_silent":
      return "The venue does not answer at the moment. Nothing was linked; try again later.";
    case "oauth_not_configured":
      return "This installation is not registered with the venue. Use keys, or ask the operator.";
    default:
      return `Nothing was linked (${code}).`;
  }
}

export type LinkState = "none" | "ok" | "limited" | "revoked" | "off" | "closed";

export function linkStateOf(account: Account): LinkState {
  if (account.status === "closed") return "closed";
  if (account.link?.status === "revoked") return "revoked";
  if (account.status === "disconnected") return "off";
  return account.link?.status ?? "none";
}

export const LINK_WORD: Record<LinkState, { word: string; tone: "neutral" | "ok" | "warn" | "danger" }> = {
  none: { word: "Built in", tone: "neutral" },
  ok: { word: "Linked", tone: "ok" },
  limited: { word: "Limited", tone: "warn" },
  revoked: { word: "Key revoked", tone: "danger" },
  off: { word: "Disconnected by you", tone: "neutral" },
  closed: { word: "Unlinked", tone: "neutral" },
};
