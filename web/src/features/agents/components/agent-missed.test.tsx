import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { show } from "@/shared/testing/render";
import { AgentMissed } from "./agent-missed";

const missed = { alerts: 2, at: "2026-03-02T15:00:00Z", alert_id: "01a1fefa-bceb-7bdd-84e4-501d3bb01e9a" };
const HOUR_MS = 3600 * 1000;

describe("AgentMissed", () => {
  it("says how many alerts never came, and leads to the alert that showed it", async () => {
    await show(<AgentMissed agent={{ missed }} now={Date.parse(missed.at) + HOUR_MS} />);

    expect(await screen.findByText("2 alerts never came")).toBeVisible();
    expect(screen.getByRole("link", { name: "Show the alert" })).toHaveAttribute(
      "href",
      `/alerts/${missed.alert_id}`,
    );
  });

  it("says nothing when none is missed, and nothing after a week", async () => {
    await show(
      <>
        <p>page</p>
        <AgentMissed agent={{ missed: null }} />
        <AgentMissed agent={{ missed }} now={Date.parse(missed.at) + 8 * 24 * HOUR_MS} />
      </>,
    );

    expect(await screen.findByText("page")).toBeVisible();
    expect(screen.queryByText(/never came/)).not.toBeInTheDocument();
  });
});
