import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";
import type { Account } from "@/shared/api";
import { anAccount, anInstrument, aTrader } from "@/shared/testing/documents";
import { answers, BASE, refuses, show } from "@/shared/testing/render";
import { server } from "@/shared/testing/server";
import { useTicketQuote } from "../api/quote";
import { QuoteLine } from "./quote-line";

const instrument = anInstrument({ symbol: "AAPL" });
const linked = anAccount({ broker: "alpaca", label: "Alpaca" });

function Line({ account }: { account: Account }) {
  return <QuoteLine instrument={instrument} venue={account.label} {...useTicketQuote(account, instrument)} />;
}

describe("the quote in a ticket", () => {
  it("is asked of the linked account's own venue", async () => {
    answers("/me", aTrader());
    const asked: string[] = [];
    const quote = {
      symbol: "AAPL",
      bid: "228.57",
      ask: "228.59",
      last: "228.6",
      at: new Date().toISOString(),
    };
    server.use(
      http.get(`${BASE}/quotes`, ({ request }) => {
        asked.push(new URL(request.url).search);
        return HttpResponse.json({ items: [quote], next_cursor: null });
      }),
    );
    await show(<Line account={linked} />);

    expect(await screen.findByText("228.57")).toBeVisible();
    expect(screen.getByText("228.60")).toBeVisible();
    expect(asked[0]).toBe(`?symbols=AAPL&account_id=${linked.account_id}`);
  });

  it("is said to be missing when the venue tells none", async () => {
    answers("/quotes", { items: [], next_cursor: null });
    await show(<Line account={linked} />);

    expect(await screen.findByText("Alpaca tells no price of AAPL now.")).toBeVisible();
  });

  it("is never the platform's for a venue that cannot be asked", async () => {
    refuses("get", "/quotes", { status: 503, code: "venue_silent" });
    await show(<Line account={linked} />);

    expect(await screen.findByText("Alpaca tells no price of AAPL now.")).toBeVisible();
  });
});
