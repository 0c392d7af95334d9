import { describe, expect, it } from "vitest";
import { joinExposure } from "./exposure";

const exposed = (side: "buy" | "sell", notional: string | null) => ({
  account_id: "a",
  symbol: "BTCUSD",
  side,
  notional,
  reserved: notional,
  share: null,
});
const position = (unrealised_pnl: string | null) => ({
  account_id: "a",
  symbol: "BTCUSD",
  quantity: "1",
  average_price: "100",
  mark_price: null,
  marked_at: null,
  unrealised_pnl,
  realised: "0",
  fees: "0",
  opened_at: null,
});
const words = (side: "buy" | "sell", notional: string | null, gain: string | null) =>
  joinExposure([exposed(side, notional)], [position(gain)])[0]?.words;

describe("exposure with its profit and loss", () => {
  it.each([
    ["buy", "110", "10", "gain +10.00\u202f%"],
    ["sell", "90", "10", "gain +10.00\u202f%"],
    ["sell", "110", "-10", "loss \u221210.00\u202f%"],
    ["buy", "100", "0", "even"],
    ["buy", null, "1", "no price"],
    ["buy", "0", null, "waiting orders only"],
  ] as const)("a %s position worth %s that made %s: %s", (side, notional, gain, said) => {
    expect(words(side, notional, gain)).toBe(said);
  });
});
