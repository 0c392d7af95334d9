import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { aDiscrepancy, anAccount, aTrader } from "@/shared/testing/documents";
import { accepts, answers, refuses, show } from "@/shared/testing/render";
import { DiscrepancyCard } from "./discrepancy-card";
import { remediesOf } from "./remedies";

const accounts = { items: [anAccount()], next_cursor: null };
const offered = (change: Parameters<typeof aDiscrepancy>[0]) =>
  remediesOf(aDiscrepancy(change)).map((each) => each.remedy);

describe("the answers to a discrepancy", () => {
  it("close only what the venue holds beyond our books", () => {
    expect(offered({ ours: "1", venue: "3" })).toContain("close");
    expect(offered({ ours: "0", venue: "-2" })).toContain("close");
    expect(offered({ ours: "3", venue: "1" })).not.toContain("close");
    expect(offered({ ours: "1", venue: "0" })).not.toContain("close");
    expect(offered({ ours: "-1", venue: "2" })).not.toContain("close");
  });

  it("say which side is traded, and how much", () => {
    const close = remediesOf(aDiscrepancy({ ours: "0", venue: "-0.25" })).find(
      (each) => each.remedy === "close",
    );

    expect(close?.consequence).toMatch(/^Buys 0\.25 BTCUSD at market/);
  });

  it("cancel an order that stands at the venue though it ended here, and never adopt it", () => {
    expect(offered({ kind: "order", ours: "cancelled", venue: "open" })).toEqual(["close", "ignore"]);
    expect(offered({ kind: "order", ours: "working", venue: "not there" })).toEqual(["adopt", "ignore"]);
  });
});

describe("DiscrepancyCard", () => {
  it("shows both numbers and sends nothing before the consequence was read", async () => {
    answers("/accounts", accounts);
    answers("/me", aTrader());
    const { sent } = accepts("post", "/discrepancies/:id/resolve", { signal_id: "s" });
    const { user } = await show(<DiscrepancyCard found={aDiscrepancy({ ours: "1", venue: "3" })} />);

    expect(screen.getByText("Difference").nextSibling).toHaveTextContent("+2");
    await user.click(screen.getByRole("button", { name: "Close the difference…" }));
    const dialog = screen.getByRole("dialog");
    expect(dialog).toHaveTextContent("Sells 2 BTCUSD at market");
    expect(sent).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Close the difference" }));

    await waitFor(() => expect(sent).toEqual([{ remedy: "close" }]));
  });

  it("stays open with the reason when the server says no", async () => {
    answers("/accounts", accounts);
    answers("/me", aTrader());
    refuses("post", "/discrepancies/:id/resolve", {
      status: 409,
      detail: "This discrepancy is settled already.",
    });
    const { user } = await show(<DiscrepancyCard found={aDiscrepancy()} />);

    await user.click(screen.getByRole("button", { name: "Ignore…" }));
    await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Ignore" }));

    expect(await screen.findByText("This discrepancy is settled already.")).toBeInTheDocument();
  });
});
