import { describe, expect, it } from "vitest";
import type { Venue } from "@/shared/api";
import { anAccount, anInstrument } from "@/shared/testing/documents";
import { startDraft } from "./draft";
import { fitted, offersOf } from "./offers";

const stocks = {
  bracket: true,
  oco: true,
  order_types: ["limit", "market", "stop", "stop_limit", "trailing_stop"],
  times_in_force: ["day", "gtc"],
  post_only: false,
  extended_hours: true,
  reduce_only: "none",
  replace: "new_id",
  short: true,
  by_market: {},
} as const;
const venue: Venue = {
  broker: "alpaca",
  title: "Alpaca",
  environments: ["paper"],
  auth: ["keys"],
  fields: [],
  capabilities: {
    ...stocks,
    order_types: [...stocks.order_types],
    times_in_force: [...stocks.times_in_force],
    by_market: {
      crypto: {
        ...stocks,
        order_types: ["limit", "market", "stop_limit"],
        times_in_force: ["gtc", "ioc"],
        extended_hours: false,
      },
    },
  },
};
const linked = anAccount({ broker: "alpaca", config: null });

describe("what a venue offers", () => {
  it("differs by market, and says who does not offer it", () => {
    const coins = offersOf(linked, anInstrument({ market: "crypto" }), [venue]);
    const shares = offersOf(linked, anInstrument({ market: "stocks" }), [venue]);

    expect(shares.type("trailing_stop")).toBeNull();
    expect(coins.type("trailing_stop")).toBe("Alpaca for crypto does not offer this type.");
    expect(coins.extendedHours).toMatch(/extended hours/);
    expect(shares.term("ioc")).toMatch(/Alpaca does not offer/);
  });

  it("takes back a choice that the next symbol's market does not have", () => {
    const draft = { ...startDraft({}, linked, []), type: "trailing_stop", extended_hours: true } as const;

    const next = fitted(draft, offersOf(linked, anInstrument({ market: "crypto" }), [venue]));

    expect(next.type).toBe("market");
    expect(next.extended_hours).toBe(false);
  });

  it("switches nothing off that nobody has said cannot be done", () => {
    const offers = offersOf(anAccount({ broker: "elsewhere" }), anInstrument(), undefined);

    expect([offers.type("stop"), offers.postOnly, offers.term("fok")]).toEqual([null, null, null]);
  });
});
