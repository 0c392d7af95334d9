import { describe, expect, it } from "vitest";
import {
  bind,
  boundTo,
  faultOfMembers,
  leavesOf,
  readWords,
  withBot,
  withRule,
  withTrigger,
  withUnit,
  wordsText,
} from "./mapping-model";

describe("mapping", () => {
  it("finds each single value with the path the server reads", () => {
    expect(leavesOf('{"signal":{"side":"long","legs":[{"take.profit":1.5}]},"ok":true}')).toEqual([
      { path: "$.signal.side", value: "long" },
      { path: '$.signal.legs[0]["take.profit"]', value: "1.5" },
      { path: "$.ok", value: "true" },
    ]);
    expect(leavesOf("buy BTCUSD")).toBeNull();
  });

  it("binds a value to one field, and lets it go again", () => {
    const one = bind(null, "$.side", "action");
    const moved = bind(one, "$.side", "sentiment");

    expect(boundTo(moved, "$.side")).toBe("sentiment");
    expect(Object.keys(moved?.fields ?? {})).toEqual(["sentiment"]);
    expect(bind(moved, "$.side", undefined)).toBeNull();
  });

  it("keeps the words of a field whose place changes, and settings when the last rule goes", () => {
    const words = withRule(null, "action", { path: "$.side", values: { long: "buy" } });

    expect(bind(words, "$.signal.side", "action")?.fields?.["action"]).toMatchObject({
      path: "$.signal.side",
      values: { long: "buy" },
    });
    expect(withRule({ ...words, risk_unit: "lots" }, "action", null)).toMatchObject({
      risk_unit: "lots",
      fields: {},
    });
  });

  it("says a unit and leaves it open again", () => {
    const said = withUnit(null, "risk_unit", "lots");

    expect(said).toEqual({ risk_unit: "lots", fields: {} });
    expect(withUnit(said, "risk_unit", "")).toBeNull();
  });

  it("says the side of a bot, turns it, and forgets it without a trace", () => {
    const buys = withBot(null, "8421", "buy");

    expect(buys).toEqual({ bot_sides: { "8421": "buy" }, fields: {} });
    expect(withBot(buys, "8421", "sell")?.bot_sides).toEqual({ "8421": "sell" });
    expect(withBot(buys, "8421", null)).toBeNull();
  });

  it("says what a trigger stands for beside the other settings", () => {
    const both = withTrigger(withBot(null, "1", "buy"), "77 untrigger", { action: "exit", symbol: "BTCUSD" });

    expect(both?.triggers).toEqual({ "77 untrigger": { action: "exit", symbol: "BTCUSD" } });
    expect(withTrigger(both, "77 untrigger", null)).toEqual({
      bot_sides: { "1": "buy" },
      triggers: {},
      fields: {},
    });
  });

  it("names what is no field of an alert, and what says nothing", () => {
    expect(faultOfMembers({ action: "buy", colour: "red" }, ["action", "symbol"])).toBe(
      "colour is no field of an alert.",
    );
    expect(faultOfMembers({}, ["action"])).toMatch(/at least/);
    expect(faultOfMembers({ action: "buy" }, ["action"])).toBeNull();
  });

  it("reads words as a person writes them", () => {
    expect(readWords("long = buy,short=sell, half")).toEqual({ long: "buy", short: "sell" });
    expect(wordsText({ long: "buy", short: "sell" })).toBe("long = buy, short = sell");
  });
});
