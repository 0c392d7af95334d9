import { screen } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ProblemError, type AgentInput } from "@/shared/api";
import { ACCOUNT_ID, anAccount, anInstrument, aTrader } from "@/shared/testing/documents";
import { answers, show } from "@/shared/testing/render";
import { freshAgent } from "./agent-draft";
import { AgentForm } from "./agent-form";

beforeEach(() => {
  answers("/me", aTrader());
  answers("/accounts", { items: [anAccount()], next_cursor: null });
  answers("/agents/opposite-table", { items: [] });
  answers("/alerts/formats", { formats: [], fields: [], units: {} });
  answers("/instruments", { items: [anInstrument()], next_cursor: null });
});

type OnSave = (input: AgentInput, refuse: (error: unknown) => void) => void;

async function open(onSave: OnSave = () => undefined, initial: AgentInput = freshAgent) {
  const { user } = await show(
    <AgentForm initial={initial} verb="Create agent" busy={false} error={null} onSave={onSave} />,
  );
  await screen.findByRole("checkbox", { name: /Paper account/ });
  return user;
}

describe("AgentForm", () => {
  it("says in sentences what will happen to an alert", async () => {
    const user = await open();

    await user.selectOptions(screen.getByRole("combobox", { name: "Sizing" }), "Fixed quantity");
    await user.clear(screen.getByRole("textbox", { name: "Fixed quantity" }));
    await user.type(screen.getByRole("textbox", { name: "Fixed quantity" }), "0.25");
    await user.type(screen.getByRole("combobox", { name: "Symbols optional" }), "ethusd{Enter}");

    const summary = screen.getByRole("region", { name: "Summary" });
    expect(summary).toHaveTextContent("Buys and sells ETHUSD on Paper account.");
    expect(summary).toHaveTextContent("Size: 0.25 units an order, unless the alert names its own.");
  });

  it("starts on the account the frame is about and sends what was typed, digit for digit", async () => {
    const onSave = vi.fn<OnSave>();
    const user = await open(onSave);

    await user.type(screen.getByRole("textbox", { name: "Name" }), "Trend");
    await user.selectOptions(screen.getByRole("combobox", { name: "Stop-loss" }), "Percent from entry");
    await user.type(screen.getByRole("textbox", { name: "Stop-loss value" }), "1.50");
    await user.click(screen.getByRole("button", { name: "Create agent" }));

    expect(onSave).toHaveBeenCalledOnce();
    expect(onSave.mock.calls[0]?.[0]).toMatchObject({
      name: "Trend",
      account_ids: [ACCOUNT_ID],
      sizing: { mode: "percent_equity", value: "5" },
      stop_loss: { mode: "percent", value: "1.50" },
      take_profit: null,
    });
  });

  it("does not take Enter among the symbols for sending the form", async () => {
    const onSave = vi.fn<OnSave>();
    const user = await open(onSave);
    await user.type(screen.getByRole("textbox", { name: "Name" }), "Trend");

    await user.type(screen.getByRole("combobox", { name: "Symbols optional" }), "BTCUSD{Enter}{Enter}");

    expect(onSave).not.toHaveBeenCalled();
    expect(screen.getByRole("list", { name: "Allowed symbols" })).toHaveTextContent("BTCUSD");
  });

  it("sends a trailing stop in the unit that was chosen, with the bars it is measured by", async () => {
    const onSave = vi.fn<OnSave>();
    const user = await open(onSave, { ...freshAgent, name: "Trend" });

    await user.selectOptions(screen.getByRole("combobox", { name: "Trailing stop" }), "Average ranges (ATR)");
    await user.type(screen.getByRole("textbox", { name: "Trailing distance" }), "2.5");
    await user.selectOptions(screen.getByRole("combobox", { name: "Average range of" }), "4h bars");
    await user.click(screen.getByRole("button", { name: "Create agent" }));

    expect(onSave.mock.calls[0]?.[0]).toMatchObject({
      trailing_stop: { mode: "atr", value: "2.5", activation: null },
      atr_timeframe: "4h",
      stop_loss: null,
    });
  });

  it("sends what an opposite signal does and when an entry ends, and nothing for what was left alone", async () => {
    const onSave = vi.fn<OnSave>();
    const user = await open(onSave, { ...freshAgent, name: "Trend" });

    await user.selectOptions(
      screen.getByRole("combobox", { name: "A signal against the open position" }),
      "Trades its size against it",
    );
    await user.type(screen.getByRole("textbox", { name: "Cancel an entry after" }), "90");
    await user.click(screen.getByRole("button", { name: "Create agent" }));

    const sent = onSave.mock.calls[0]?.[0];
    expect(sent).toMatchObject({
      opposite: "net",
      cancel_after_s: 90,
      exit_cancel_after_s: null,
      mapping: null,
    });
    expect(sent?.limits).toMatchObject({ loss_daily_max: null, leverage_max: null, sessions: [] });
  });

  it("names what is missing instead of sending it", async () => {
    const onSave = vi.fn<OnSave>();
    const user = await open(onSave);

    await user.click(screen.getByRole("checkbox", { name: /Paper account/ }));
    await user.click(screen.getByRole("button", { name: "Create agent" }));

    expect(onSave).not.toHaveBeenCalled();
    expect(screen.getByText("Choose at least one account to trade on.")).toBeInTheDocument();
    expect(screen.getByRole("textbox", { name: "Name" })).toBeInvalid();
  });

  it("puts a fault the server found at its field", async () => {
    const user = await open((_, refuse) =>
      refuse(
        new ProblemError({
          title: "Invalid",
          status: 422,
          code: "invalid",
          errors: [{ path: "body.sizing.value", rule: "max", message: "At most 100 percent." }],
        }),
      ),
    );
    await user.type(screen.getByRole("textbox", { name: "Name" }), "Trend");

    await user.click(screen.getByRole("button", { name: "Create agent" }));

    expect(await screen.findByText("At most 100 percent.")).toBeInTheDocument();
    expect(screen.getByRole("textbox", { name: "Percent of equity" })).toBeInvalid();
  });
});
