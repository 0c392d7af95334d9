/** The notice before real money. A fake venue is never live, so the server's refusal is put in its place; the rest is real. */
import { isAccessible } from "./support/accessible";
import { expect, live, test } from "./support/trader";

const REFUSED = {
  type: "https://tradewright.dev/problems/risk_not_acknowledged",
  title: "The notice of live trading is not accepted",
  status: 403,
  code: "risk_not_acknowledged",
};

test("the first real money waits for the notice: read, accepted and noted, and only then sent", async ({
  page,
  trader,
}) => {
  let asked = 0;
  await page.route(/\/api\/unify\/v1\/order$/, (route) =>
    ++asked === 1
      ? route.fulfill({ status: 403, contentType: "application/problem+json", json: REFUSED })
      : route.continue(),
  );
  await page.goto("/market?symbol=ETHUSD");
  await live(page);
  await page.keyboard.press("n");
  const ticket = page.getByRole("dialog", { name: "New order" });
  await expect(ticket.getByLabel("How much")).toBeFocused();
  await page.keyboard.type("0.5");
  await expect(ticket.getByText("Nothing stands against it")).toBeVisible();
  await page.keyboard.press("Control+Enter");

  // It stands over the ticket, says that nothing was sent, and lets nobody past unread.
  const notice = page.getByRole("dialog").filter({ hasText: "Nothing has been sent or linked yet." });
  const accept = notice.getByRole("button", { name: "Accept and send the order" });
  await expect(accept).toBeDisabled();
  await isAccessible(page, "the notice before real money");
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(accept).toBeInViewport();
  expect((await trader.get<{ items: unknown[] }>("/orders")).items).toEqual([]);

  await notice.getByRole("checkbox", { name: /I have read this/ }).check();
  await accept.click();

  await expect(ticket.getByRole("status").filter({ hasText: "Filled" })).toBeVisible();
  expect(asked).toBe(2);
  expect((await trader.filledOrders()).length).toBe(1);
  expect(
    (await trader.get<{ acknowledged_risk_at: string | null }>("/me")).acknowledged_risk_at,
  ).not.toBeNull();
});

test("who does not accept the notice has sent nothing, and keeps the order as it was written", async ({
  page,
  trader,
}) => {
  await page.route(/\/api\/unify\/v1\/order$/, (route) =>
    route.fulfill({ status: 403, contentType: "application/problem+json", json: REFUSED }),
  );
  await page.goto("/market?symbol=ETHUSD");
  await live(page);
  await page.keyboard.press("n");
  const ticket = page.getByRole("dialog", { name: "New order" });
  await expect(ticket.getByLabel("How much")).toBeFocused();
  await page.keyboard.type("0.5");
  await expect(ticket.getByText("Nothing stands against it")).toBeVisible();
  await page.keyboard.press("Control+Enter");

  await page.getByRole("button", { name: "Not now" }).click();

  await expect(ticket.getByLabel("How much")).toHaveValue("0.5");
  expect((await trader.get<{ items: unknown[] }>("/orders")).items).toEqual([]);
});
