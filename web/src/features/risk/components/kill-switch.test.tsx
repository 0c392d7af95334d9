import { screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { aKillSwitch, anAccount, aRisk, aTrader } from "@/shared/testing/documents";
import { accepts, answers, refuses, show } from "@/shared/testing/render";
import { KillSwitch } from "./kill-switch";
import { useState } from "react";

function Bar() {
  const [open, setOpen] = useState(false);
  return <KillSwitch open={open} onOpenChange={setOpen} />;
}

beforeEach(() => {
  answers("/me", aTrader());
  answers("/accounts", { items: [anAccount()], next_cursor: null });
  answers("/risk", aRisk());
});

describe("the kill switch", () => {
  it("says what it will do before it does it, and pauses with one press", async () => {
    const { sent } = accepts("post", "/kill-switch", aKillSwitch());
    const { user } = await show(<Bar />);

    await user.click(screen.getByRole("button", { name: "Open the kill switch" }));
    expect(screen.getByRole("dialog")).toHaveTextContent(
      "Open positions stay, with their stops and targets.",
    );
    await user.click(screen.getByRole("button", { name: "Pause entries" }));

    await waitFor(() => expect(sent).toEqual([{ scope: "user", action: "pause_entries" }]));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  });

  it("asks once more before it flattens, and only the chosen account", async () => {
    const { sent } = accepts("post", "/kill-switch", aKillSwitch());
    const { user } = await show(<Bar />);
    await user.click(screen.getByRole("button", { name: "Open the kill switch" }));
    await user.click(await screen.findByRole("radio", { name: "Only Paper account" }));

    await user.click(screen.getByRole("button", { name: "Cancel all and flatten…" }));
    expect(sent).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Yes, flatten this account" }));

    await waitFor(() =>
      expect(sent).toEqual([{ scope: "account", action: "flatten", account_id: anAccount().account_id }]),
    );
  });

  it("shows that entries are paused and lets them go on", async () => {
    answers("/risk", aRisk({ kill_switch: [aKillSwitch({ reason: "news at 14:30" })] }));
    const { sent } = accepts("post", "/kill-switch", aKillSwitch({ level: "none" }));
    const { user } = await show(<Bar />);

    await user.click(await screen.findByRole("button", { name: /Entries are paused/ }));
    expect(screen.getByRole("dialog")).toHaveTextContent("news at 14:30");
    await user.click(screen.getByRole("button", { name: "Resume entries" }));

    await waitFor(() => expect(sent).toEqual([{ scope: "user", action: "release" }]));
  });

  it("stays open and says so when the switch did not move", async () => {
    refuses("post", "/kill-switch", {
      status: 503,
      detail: "The database does not answer.",
      correlation_id: "c-42",
    });
    const { user } = await show(<Bar />);
    await user.click(screen.getByRole("button", { name: "Open the kill switch" }));

    await user.click(screen.getByRole("button", { name: "Pause entries" }));

    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("The switch did not move");
    expect(alert).toHaveTextContent("The database does not answer.");
    expect(alert).toHaveTextContent("c-42");
  });
});
