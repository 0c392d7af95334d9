import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it, vi } from "vitest";
import type { Bar } from "@/shared/api";
import { anAccount, anInstrument } from "@/shared/testing/documents";
import { BASE, show } from "@/shared/testing/render";
import { server } from "@/shared/testing/server";
import { VenueChart } from "./venue-chart";

// The library draws on a canvas, which no test's document has.
vi.mock("./order-chart", () => ({
  OrderChart: ({ bars, accountId }: { bars: readonly Bar[]; accountId?: string }) => (
    <p>
      {bars.length} candles of {accountId}
    </p>
  ),
}));

const linked = anAccount({ account_id: "11111111-1111-7111-8111-111111111111", broker: "alpaca" });

async function drawn(answer: () => Response): Promise<string[]> {
  const asked: string[] = [];
  server.use(
    http.get(`${BASE}/bars`, ({ request }) => {
      asked.push(new URL(request.url).searchParams.get("account_id") ?? "none");
      return answer();
    }),
  );
  await show(
    <VenueChart account={linked} instrument={anInstrument()} lines={[]} told={null} venue="Alpaca" />,
  );
  return asked;
}

describe("the chart of a linked account", () => {
  it("draws its own venue's candles", async () => {
    const bar = {
      opened_at: "2026-01-01T00:00:00Z",
      open: "1",
      high: "2",
      low: "1",
      close: "2",
      volume: "3",
    };

    const asked = await drawn(() => HttpResponse.json({ items: [bar], next_cursor: null }));

    expect(await screen.findByText(`1 candles of ${linked.account_id}`)).toBeVisible();
    expect(asked).toEqual([linked.account_id]);
  });

  it("stands on a plain scale and says so while the venue tells none", async () => {
    await drawn(() => HttpResponse.json({ title: "Silent", code: "venue_silent" }, { status: 503 }));

    expect(await screen.findByText(/No candles here: Alpaca tells none at the moment/)).toBeVisible();
  });
});
