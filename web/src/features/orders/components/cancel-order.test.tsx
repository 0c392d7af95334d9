import { screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";
import { anOrder } from "@/shared/testing/documents";
import { BASE, show } from "@/shared/testing/render";
import { server } from "@/shared/testing/server";
import { CancelOrder } from "./cancel-order";

describe("CancelOrder", () => {
  it("warns that a stop-loss protects the position, and asks before it cancels", async () => {
    let cancelled = 0;
    server.use(
      http.post(`${BASE}/orders/:id/cancel`, () => {
        cancelled++;
        return HttpResponse.json(anOrder({ cancel_requested: true }));
      }),
    );
    const { user } = await show(<CancelOrder order={anOrder({ leg: "stop" })} />);

    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(screen.getByRole("dialog")).toHaveTextContent("without it the position is unprotected");
    expect(cancelled).toBe(0);
    await user.click(screen.getByRole("button", { name: "Cancel order" }));

    await waitFor(() => expect(cancelled).toBe(1));
  });

  it("offers nothing for an order that has ended, and no second request for one being cancelled", async () => {
    await show(
      <>
        <CancelOrder order={anOrder({ state: "filled" })} />
        <CancelOrder order={anOrder({ cancel_requested: true })} />
      </>,
    );

    expect(screen.getAllByRole("button")).toHaveLength(1);
    expect(screen.getByRole("button", { name: "Cancelling" })).toBeDisabled();
  });
});
