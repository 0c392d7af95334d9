import { screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { anAccount, anInstrument } from "@/shared/testing/documents";
import { answers, show } from "@/shared/testing/render";
import { VenueMarket } from "./venue-market";

// The library draws on a canvas, which no test's document has.
vi.mock("@/shared/chart/venue-chart", () => ({
  VenueChart: (told: { instrument: { symbol: string } }) => <p>chart of {told.instrument.symbol}</p>,
}));

describe("the market of a linked account", () => {
  it("draws what its venue lists under exactly this name", async () => {
    answers("/instruments", { items: [anInstrument({ symbol: "SOLUSDT" })], next_cursor: null });
    const { user } = await show(<VenueMarket account={anAccount({ broker: "binance" })} />);
    const symbol = await screen.findByRole("combobox", { name: "Symbol at the venue" });

    await user.type(symbol, "solusd");
    expect(await screen.findByText("Nothing is called that there.")).toBeVisible();
    await user.type(symbol, "t");

    expect(await screen.findByText("chart of SOLUSDT")).toBeVisible();
    expect(screen.getByRole("button", { name: "Order…" })).toBeEnabled();
  });
});
