import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { anInstrument, anOrder } from "@/shared/testing/documents";
import { accepts, answers, show } from "@/shared/testing/render";
import { ReplaceOrder } from "./replace-order";

const resting = anOrder({ type: "limit", limit_price: "67000", quantity: "0.5", remaining: "0.5" });

describe("ReplaceOrder", () => {
  it("sends only what was changed, stepped by the tick", async () => {
    answers("/instruments", { items: [anInstrument({ tick: "0.25" })], next_cursor: null });
    const { sent } = accepts("post", "/orders/:id/replace", resting);
    const { user } = await show(<ReplaceOrder order={resting} />);

    await user.click(screen.getByRole("button", { name: "Change…" }));
    expect(screen.getByRole("button", { name: "Change order" })).toBeDisabled();
    await user.click(screen.getByLabelText("Limit price"));
    await user.keyboard("{ArrowUp}");
    expect(screen.getByRole("status")).toHaveTextContent("limit price");
    await user.click(screen.getByRole("button", { name: "Change order" }));

    await waitFor(() => expect(sent).toEqual([{ limit_price: "67000.25" }]));
  });

  it("offers nothing for what has no price, has ended, or is being cancelled", async () => {
    await show(
      <>
        <ReplaceOrder order={anOrder({ type: "market" })} />
        <ReplaceOrder order={{ ...resting, state: "filled" }} />
        <ReplaceOrder order={{ ...resting, cancel_requested: true }} />
      </>,
    );

    expect(screen.queryByRole("button")).toBeNull();
  });
});
