/** How an account may stand with its venue, in words. Each has one word, one shape and one meaning everywhere. */
import type { Account } from "@/shared/api";

export type Connection = NonNullable<Account["connection"]>;
export type ConnectionState = Connection["state"];

interface Said {
  word: string;
  tone: "neutral" | "ok" | "info" | "warn" | "danger";
  /** What it means for orders. */
  meaning: string;
}

export const CONNECTION: Record<ConnectionState, Said> = {
  connected: {
    word: "Connected",
    tone: "ok",
    meaning: "The venue tells what happens as it happens.",
  },
  connecting: { word: "Connecting", tone: "info", meaning: "The connection is being opened." },
  stream_down: {
    word: "Stream down",
    tone: "warn",
    meaning: "The venue is read every now and then: orders are sent, and fills are heard of later.",
  },
  rate_limited: {
    word: "Asked to wait",
    tone: "warn",
    meaning: "The venue asked us to wait. Cancels and exits go first as soon as it answers.",
  },
  unreachable: {
    word: "Unreachable",
    tone: "danger",
    meaning: "The venue cannot be read. What is shown of this account may be old.",
  },
  revoked: {
    word: "Key revoked",
    tone: "danger",
    meaning: "The venue no longer takes the key. Nothing can be sent until it is linked again.",
  },
  unattended: {
    word: "Unattended",
    tone: "warn",
    meaning: "No executor of ours runs, so nothing is sent and nothing is heard.",
  },
  off: { word: "Off", tone: "neutral", meaning: "You disconnected it." },
};

/** Whether a trader should know before choosing the account. */
export function isTroubled(connection: Connection | null): connection is Connection {
  return connection !== null && connection.state !== "connected";
}
