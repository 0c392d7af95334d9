import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { anOrder, aTrader } from "@/shared/testing/documents";
import { answers, show } from "@/shared/testing/render";
import { UnknownNotice } from "./unknown-notice";

describe("UnknownNotice", () => {
  it("tells since when, why, and what each look found, the newest first", async () => {
    answers("/me", aTrader());
    const order = anOrder({
      state: "unknown",
      unknown_since: new Date(Date.now() - 95_000).toISOString(),
      inquiry: {
        causes: ["the connection broke after the request was written"],
        evidence: [
          { at: "2026-11-21T10:00:01Z", source: "order_lookup", found: false, detail: null },
          { at: "2026-11-21T10:00:04Z", source: "open_orders", found: null, detail: "503 from the venue" },
        ],
      },
    });

    await show(<UnknownNotice order={order} />);

    expect(screen.getByText(/for 1 min|for 2 min/)).toBeVisible();
    expect(screen.getByText(/the connection broke/)).toBeVisible();
    const looks = screen.getAllByRole("listitem");
    expect(looks[0]).toHaveTextContent("The look itself failed");
    expect(looks[0]).toHaveTextContent("503 from the venue");
    expect(looks[1]).toHaveTextContent("Not there");
  });
});
