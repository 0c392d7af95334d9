/** What travels over the one WebSocket, `/api/unify/v1/stream`. */

export interface LiveQuote {
  symbol: string;
  bid: string;
  ask: string;
  last: string;
  at: string;
}

export interface LivePosition {
  symbol: string;
  quantity: string;
  average_price: string;
  mark_price: string | null;
  unrealised_pnl: string | null;
}

export interface LiveAccount {
  account_id: string;
  equity: string;
  cash: string;
  day_pnl: string;
  unrealised_pnl: string;
  positions: LivePosition[];
  at: string;
}

/** A one-minute bar of a linked account's venue; told again and again until it is closed. */
export interface LiveBar {
  account_id: string;
  is_closed: boolean;
  bar: {
    symbol: string;
    opened_at: string;
    open: string;
    high: string;
    low: string;
    close: string;
    volume: string;
  };
}

export interface LiveHealth {
  name: string;
  status: string;
  detail?: string | null;
  age_s?: number | null;
}

/** A durable fact, told once: `data` is the document the API gives for that thing. */
export interface DurableEvent {
  type: string;
  data: Record<string, unknown>;
}

export type ServerMessage =
  | { type: "ready"; seq: number; resumed: boolean }
  | { type: "events"; seq: number; id: string; at: string; events: DurableEvent[] }
  | { type: "reset" }
  | { type: "quotes"; quotes: LiveQuote[] }
  | { type: "account"; account: LiveAccount }
  | ({ type: "bar" } & LiveBar)
  | { type: "health"; components: LiveHealth[] }
  | { type: "ping" };

export type ClientMessage =
  { type: "hello"; after: number | null } | { type: "subscribe"; channels: string[] } | { type: "pong" };

/** Read one frame; null for what this version does not know, which a newer server may send. */
export function parseMessage(text: string): ServerMessage | null {
  try {
    const message = JSON.parse(text) as { type?: unknown };
    return typeof message.type === "string" ? (message as ServerMessage) : null;
  } catch {
    return null;
  }
}
