import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { show } from "@/shared/testing/render";
import { AgentUncapped } from "./agent-uncapped";

describe("AgentUncapped", () => {
  it("says plainly that nothing caps the entries of an agent made before there was a cap", async () => {
    await show(<AgentUncapped agent={{ pyramiding_max: null }} />);

    expect(await screen.findByText("No cap on entries")).toBeVisible();
    expect(screen.getByText(/Every buy or sell signal enters once more/)).toBeVisible();
  });

  it("says nothing of an agent that has one", async () => {
    await show(
      <>
        <p>page</p>
        <AgentUncapped agent={{ pyramiding_max: 1 }} />
      </>,
    );

    expect(await screen.findByText("page")).toBeVisible();
    expect(screen.queryByText("No cap on entries")).not.toBeInTheDocument();
  });
});
