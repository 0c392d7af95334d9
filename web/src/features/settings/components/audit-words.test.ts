import { describe, expect, it } from "vitest";
import type { AuditRecord } from "../api/audit";
import { subjectOf, whatOf, whoOf } from "./audit-words";

const link: AuditRecord = {
  number: 3,
  at: "2026-11-21T20:25:20Z",
  kind: "audit_entry",
  act: null,
  event: null,
  payload_hash: "70f7",
  previous_hash: "c92f",
  hash: "1e8b",
};

describe("a link of the audit in words", () => {
  it("says who did what to which thing", () => {
    const act = {
      actor: "user:01a1",
      action: "kill_switch.changed",
      subject: "account:7f",
      before: null,
      after: {},
      correlation_id: null,
      at: link.at,
    };
    const record = { ...link, act };

    expect([whoOf(record), whatOf(record), subjectOf(record)]).toEqual(["You", "kill switch changed", "7f"]);
  });

  it("says what happened to an order", () => {
    const event = {
      order_id: "4d23",
      number: 2,
      kind: "cancel_requested",
      data: {},
      occurred_at: link.at,
      recorded_at: link.at,
    };
    const record: AuditRecord = { ...link, kind: "order_event", event };

    expect([whoOf(record), whatOf(record), subjectOf(record)]).toEqual(["Order", "cancel requested", "4d23"]);
  });

  it("tells a row that is gone", () => {
    expect(whatOf(link)).toBe("the row is gone");
  });
});
