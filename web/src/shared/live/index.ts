export * from "./live";
export type { Connection, ConnectionPhase } from "./client";
export type { DurableEvent, LiveAccount, LiveHealth, LivePosition, LiveQuote } from "./protocol";
