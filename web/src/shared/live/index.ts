export * from "./live";
export type { Connection, ConnectionPhase } from "./client";
export type { DurableEvent, LiveAccount, LiveBar, LiveHealth, LivePosition, LiveQuote } from "./protocol";
