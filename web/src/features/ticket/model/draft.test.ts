import { describe, expect, it } from "vitest";
import { anAccount, anInstrument } from "@/shared/testing/documents";
import { bodyOf, faultsOf, isReady, startDraft, type Draft } from "./draft";
import { instantIn } from "./zoned";

const filled = (change: Partial<Draft> = {}): Draft => ({
  ...startDraft({}, anAccount(), [anInstrument()]),
  qty: "0.5",
  ...change,
});

describe("a ticket's request", () => {
  it("holds the digits as they were typed and nothing that the type does not have", () => {
    const draft = filled({
      qty: "0.12345678901234567890",
      limit_price: "100",
      stop_price: "90",
      post_only: true,
    });

    expect(bodyOf(draft, "UTC")).toEqual({
      account_id: draft.account_id,
      symbol: "BTCUSD",
      action: "buy",
      type: "market",
      qty_mode: "fixed",
      qty: "0.12345678901234567890",
      post_only: true,
    });
  });

  it("takes the limit from the quote instead of the typed price, never both", () => {
    const body = bodyOf(
      filled({ type: "limit", limit_price: "100", price_source: "bid", price_offset: "-0.05" }),
      "UTC",
    );

    expect(body.limit_price).toBeUndefined();
    expect(body.price_from).toEqual({ source: "bid", offset: "-0.05", mode: "price" });
  });

  it("asks an exit for no size and gives it no bracket", () => {
    const draft = filled({ action: "exit", qty: "", sl_mode: "percent", sl_value: "2" });

    expect(isReady(draft)).toBe(true);
    expect(bodyOf(draft, "UTC")).not.toHaveProperty("sl");
    expect(bodyOf(draft, "UTC")).not.toHaveProperty("qty");
  });

  it("wants a stop before it sizes by risk", () => {
    expect(faultsOf(filled({ qty_mode: "risk_percent" })).sl_mode).toMatch(/needs a stop/);
    expect(isReady(filled({ qty_mode: "risk_percent", sl_mode: "percent", sl_value: "2" }))).toBe(true);
  });

  it("is not ready while a number cannot be read", () => {
    expect(isReady(filled({ qty: "half" }))).toBe(false);
    expect(isReady(filled({ qty: "-1" }))).toBe(false);
    expect(isReady(filled({ type: "limit" }))).toBe(false);
    expect(isReady(filled({ delay_s: "1.5" }))).toBe(false);
  });

  it("reads the end of a good-till-date order by the trader's clock, on both sides of a clock change", () => {
    expect(instantIn("2026-11-21T16:00", "America/New_York")).toBe("2026-11-21T21:00:00.000Z");
    expect(instantIn("2026-07-01T16:00", "America/New_York")).toBe("2026-07-01T20:00:00.000Z");
    expect(instantIn("2026-07-01T16:00", "Asia/Kolkata")).toBe("2026-07-01T10:30:00.000Z");
  });
});
