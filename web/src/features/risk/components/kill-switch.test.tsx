import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { aKillSwitch, anAccount, anOrder, aRisk, aTrader } from "@/shared/testing/documents";
import { accepts, answers, refuses, show } from "@/shared/testing/render";
import { KillSwitch } from "./kill-switch";
import { useState } from "react";

const aPosition = {
  account_id: anAccount().account_id,
  symbol: "BTCUSD",
  quantity: "0.5",
  average_price: "60000",
  mark_price: "61000",
  unrealised_pnl: "500",
  realised: "0",
  fees: "0",
  opened_at: null,
};

function Bar() {
  const [open, setOpen] = useState(false);
  return <KillSwitch open={open} onOpenChange={setOpen} />;
}

beforeEach(() => {
  answers("/me", aTrader());
  answers("/accounts", { items: [anAccount()], next_cursor: null });
  answers("/risk", aRisk());
  answers("/positions", { items: [aPosition], next_cursor: null });
  answers("/orders", { items: [anOrder(), anOrder({ leg: "stop", reduce_only: true })], next_cursor: null });
});

describe("the kill switch", () => {
  it("says what it will do before it does it, and pauses with one press", async () => {
    const { sent } = accepts("post", "/kill-switch", aKillSwitch());
    const { user } = await show(<Bar />);

    await user.click(screen.getByRole("button", { name: "Open the kill switch" }));
    expect(screen.getByRole("dialog")).toHaveTextContent("Open positions stay, with their stops and targets");
    await user.click(screen.getByRole("button", { name: "Pause entries" }));

    await waitFor(() => expect(sent).toEqual([{ scope: "user", action: "pause_entries" }]));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  });

  it("asks once more before it flattens, and only the chosen account", async () => {
    const { sent } = accepts("post", "/kill-switch", aKillSwitch());
    const { user } = await show(<Bar />);
    await user.click(screen.getByRole("button", { name: "Open the kill switch" }));
    await user.click(await screen.findByRole("radio", { name: "Only Paper account" }));

    await user.click(screen.getByRole("radio", { name: "Keep spot" }));
    await user.click(screen.getByRole("button", { name: "Cancel all and flatten…" }));
    expect(sent).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Yes, flatten this account" }));

    await waitFor(() =>
      expect(sent).toEqual([
        {
          scope: "account",
          action: "flatten",
          account_id: anAccount().account_id,
          policy: { positions: "keep_spot", resting: "cancel" },
        },
      ]),
    );
  });

  it("counts what each press would touch", async () => {
    const { user } = await show(<Bar />);
    await user.click(screen.getByRole("button", { name: "Open the kill switch" }));

    const reduce = within(screen.getByRole("region", { name: "Reduce only" }));
    expect(await reduce.findByText(/cancels 1 resting entry\. 1 open position stays/)).toBeVisible();
    const flatten = within(screen.getByRole("region", { name: "Cancel all and flatten" }));
    expect(flatten.getByText(/cancels 2 live orders and closes 1 open position at market/)).toBeVisible();
  });

  it("asks once more before it locks", async () => {
    const { sent } = accepts("post", "/kill-switch", aKillSwitch());
    const { user } = await show(<Bar />);
    await user.click(screen.getByRole("button", { name: "Open the kill switch" }));
    await user.selectOptions(screen.getByRole("combobox", { name: "Lock" }), "4 hours");
    await user.type(screen.getByRole("textbox", { name: /Reason/ }), "enough for today");

    await user.click(screen.getByRole("button", { name: "Halt trading and lock…" }));
    expect(sent).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Yes, halt, locked for 4 hours" }));

    await waitFor(() =>
      expect(sent).toEqual([
        { scope: "user", action: "halt", lock_minutes: 240, reason: "enough for today" },
      ]),
    );
  });

  it("cannot be released while it is locked, and says how long that lasts", async () => {
    const until = new Date(Date.now() + 90 * 60_000 - 5_000).toISOString();
    answers("/risk", aRisk({ kill_switch: [aKillSwitch({ level: "halted", locked_until: until })] }));
    const { user } = await show(<Bar />);

    await user.click(await screen.findByRole("button", { name: /Trading is halted/ }));

    expect(screen.getByRole("button", { name: /Locked: 1 h 30 min left/ })).toBeDisabled();
  });

  it("shows the platform's switch and offers no way to change it", async () => {
    answers("/risk", aRisk({ kill_switch: [aKillSwitch({ scope: "platform", reason: "incident" })] }));
    const { user } = await show(<Bar />);

    await user.click(await screen.findByRole("button", { name: /Entries are paused/ }));

    expect(screen.getByRole("dialog")).toHaveTextContent("Only the operator can release it.");
    expect(screen.queryByRole("button", { name: "Resume entries" })).not.toBeInTheDocument();
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
