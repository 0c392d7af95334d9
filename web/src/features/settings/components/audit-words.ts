import type { AuditRecord } from "../api/audit";

const actors: Record<string, string> = {
  user: "You",
  api_key: "A program with your key",
  operator: "An operator",
  system: "Tradewright",
};

/** Who did it, or that it happened to an order. */
export function whoOf(record: AuditRecord): string {
  if (record.event) return "Order";
  const kind = record.act?.actor.split(":")[0] ?? "";
  return actors[kind] ?? (kind ? kind.replaceAll("_", " ") : "Unknown");
}

/** What was done, in words: "agent created", "accepted". */
export function whatOf(record: AuditRecord): string {
  if (record.event) return record.event.kind.replaceAll("_", " ");
  if (record.act) return record.act.action.replace(".", " ").replaceAll("_", " ");
  return "the row is gone";
}

/** To what: kind and the beginning of its id. */
export function subjectOf(record: AuditRecord): string {
  if (record.event) return record.event.order_id;
  return record.act?.subject.split(":").slice(1).join(":") ?? "";
}
