import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { aRisk, someLimits } from "@/shared/testing/documents";
import { accepts, refuses, show } from "@/shared/testing/render";
import { LimitsForm } from "./limits-form";

const limits = someLimits({ loss_daily_max: "500", trades_daily_max: 20 });
const figure = (rule: string, value: string | null, limit: string | null, used_percent: string | null) => ({
  rule,
  value,
  limit,
  used_percent,
});

describe("LimitsForm", () => {
  it("says how much of each limit is used", async () => {
    const figures = [
      figure("loss_daily", "412.4", "500", "82.48"),
      figure("positions", "2", null, null),
      figure("trades_daily", "21", "20", "105"),
    ];
    await show(<LimitsForm accountId="a" limits={limits} currency="USD" zone="UTC" figures={figures} />);

    expect(screen.getByText(/412\.40/).closest("div")).toHaveTextContent("412.40 of 500.00 used, 82%");
    expect(screen.getByText(/^2$/).closest("p")).toHaveTextContent("2 now");
    expect(screen.getByText(/^21$/).closest("div")).toHaveTextContent("21 of 20 used, 105%");
  });

  it("says when a figure cannot be known, and that entries are denied then", async () => {
    const figures = [figure("loss_daily", null, "500", null)];
    await show(<LimitsForm accountId="b" limits={limits} currency="USD" zone="UTC" figures={figures} />);

    expect(screen.getByText(/Not known while a held symbol has no price; entries are denied/)).toBeVisible();
  });

  it("sends digits as typed, an emptied field as no limit, and symbols as a list", async () => {
    const { sent } = accepts("put", "/risk", aRisk());
    const { user } = await show(<LimitsForm accountId="a" limits={limits} currency="USD" zone="UTC" />);

    await user.clear(screen.getByRole("textbox", { name: "Trades a day" }));
    await user.type(screen.getByRole("textbox", { name: "Largest order" }), "25000.10");
    await user.type(screen.getByRole("textbox", { name: "Never these symbols" }), "dogeusd, SHIBUSD");
    await user.click(screen.getByRole("button", { name: "Save limits" }));

    await waitFor(() =>
      expect(sent).toEqual([
        {
          accounts: {
            a: someLimits({
              loss_daily_max: "500",
              order_notional_max: "25000.10",
              symbols_denied: ["DOGEUSD", "SHIBUSD"],
            }),
          },
        },
      ]),
    );
  });

  it("sends trading hours by days and clock, and asks for a day where none is chosen", async () => {
    const { sent } = accepts("put", "/risk", aRisk());
    const { user } = await show(<LimitsForm limits={limits} currency="USD" zone="America/New_York" />);
    await user.click(screen.getByRole("button", { name: "Add a window" }));
    const hours = within(screen.getByRole("group", { name: "Window 1" }));

    for (const day of ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"])
      await user.click(hours.getByRole("button", { name: day }));
    await user.click(screen.getByRole("button", { name: "Save limits" }));
    expect(await screen.findByText("Choose at least one day for each window.")).toBeVisible();
    expect(sent).toEqual([]);

    await user.click(hours.getByRole("button", { name: "Friday" }));
    await user.click(screen.getByRole("button", { name: "Save limits" }));
    await waitFor(() =>
      expect(sent).toMatchObject([{ user: { sessions: [{ days: [5], since: "09:30", until: "16:00" }] } }]),
    );
  });

  it("asks how long to rest when losses in a row are limited", async () => {
    const { user } = await show(<LimitsForm limits={limits} currency="USD" zone="UTC" />);
    await user.type(screen.getByRole("textbox", { name: "Losses in a row" }), "3");

    await user.click(screen.getByRole("button", { name: "Save limits" }));

    expect(screen.getByRole("textbox", { name: "Rest after them" })).toBeInvalid();
  });

  it("complains after the field is left, and sends nothing wrong", async () => {
    const { sent } = accepts("put", "/risk", aRisk());
    const { user } = await show(<LimitsForm limits={limits} currency="USD" zone="UTC" />);
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
    const { user } = await show(<LimitsForm limits={limits} currency="USD" zone="UTC" />);
    await user.type(screen.getByRole("textbox", { name: "Open positions" }), "3");

    await user.click(screen.getByRole("button", { name: "Save limits" }));

    expect(await screen.findByRole("alert")).toHaveTextContent("The limits are not right.");
  });
});
