import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { aRisk } from "@/shared/testing/documents";
import { accepts, refuses, show } from "@/shared/testing/render";
import { LimitsForm } from "./limits-form";

const limits = { loss_daily_max: "500", trades_daily_max: 20, positions_max: null, order_notional_max: null };
const usage = { account_id: "a", loss_daily: "412.4", trades_daily: 7, positions: 2 };

describe("LimitsForm", () => {
  it("says how much of each limit is used", async () => {
    await show(<LimitsForm accountId="a" limits={limits} currency="USD" usage={usage} />);

    expect(screen.getByText(/412\.40/).parentElement).toHaveTextContent("412.40 of 500.00 used");
    expect(screen.getByText(/^2$/).parentElement).toHaveTextContent("2 now");
  });

  it("counts a day in profit as nothing used, and says when the loss cannot be known", async () => {
    await show(
      <>
        <LimitsForm accountId="a" limits={limits} currency="USD" usage={{ ...usage, loss_daily: "-80" }} />
        <LimitsForm accountId="b" limits={limits} currency="USD" usage={{ ...usage, loss_daily: null }} />
      </>,
    );

    expect(screen.getByText(/^0\.00$/).parentElement).toHaveTextContent("0.00 of 500.00 used");
    expect(screen.getByText(/Not known while a held symbol has no price/)).toBeInTheDocument();
  });

  it("sends digits as typed, and an emptied field as no limit", async () => {
    const { sent } = accepts("put", "/risk", aRisk());
    const { user } = await show(<LimitsForm accountId="a" limits={limits} currency="USD" />);

    await user.clear(screen.getByRole("textbox", { name: "Trades a day" }));
    await user.type(screen.getByRole("textbox", { name: "Largest order" }), "25000.10");
    await user.click(screen.getByRole("button", { name: "Save limits" }));

    await waitFor(() =>
      expect(sent).toEqual([
        {
          accounts: {
            a: {
              loss_daily_max: "500",
              trades_daily_max: null,
              positions_max: null,
              order_notional_max: "25000.10",
            },
          },
        },
      ]),
    );
  });

  it("complains after the field is left, and sends nothing wrong", async () => {
    const { sent } = accepts("put", "/risk", aRisk());
    const { user } = await show(<LimitsForm limits={limits} currency="USD" />);
    const loss = screen.getByRole("textbox", { name: "Maximum daily loss" });

    await user.clear(loss);
    await user.type(loss, "-5");
    expect(screen.queryByText(/Enter an amount above zero/)).not.toBeInTheDocument();
    await user.tab();
    expect(loss).toBeInvalid();
    await user.click(screen.getByRole("button", { name: "Save limits" }));

    expect(sent).toEqual([]);
  });

  it("puts what the server refuses beside the form", async () => {
    refuses("put", "/risk", { status: 422, detail: "The limits are not right." });
    const { user } = await show(<LimitsForm limits={limits} currency="USD" />);
    await user.type(screen.getByRole("textbox", { name: "Open positions" }), "3");

    await user.click(screen.getByRole("button", { name: "Save limits" }));

    expect(await screen.findByRole("alert")).toHaveTextContent("The limits are not right.");
  });
});
