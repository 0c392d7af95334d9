import { isAccessible } from "./support/accessible";
import { tabTo } from "./support/keys";
import { expect, live, test } from "./support/trader";

test("an order by keyboard alone: written, looked at, sent, filled, and held", async ({ page, trader }) => {
  await page.goto("/market?symbol=ETHUSD");
  await live(page);
  await expect(page.getByRole("heading", { name: "Market", level: 1 })).toBeVisible();

  // n opens the ticket with the symbol of the page; the focus is where the size goes.
  await page.keyboard.press("n");
  const ticket = page.getByRole("dialog", { name: "New order" });
  await expect(ticket.getByLabel("How much")).toBeFocused();
  await expect(ticket.getByLabel("Symbol")).toHaveValue("ETHUSD");
  await page.keyboard.type("0.5");

  // The preview says what would happen before anything is sent.
  await expect(ticket.getByText("Nothing stands against it")).toBeVisible();
  await expect(ticket.getByRole("listitem").filter({ hasText: "Buy 0.5 ETHUSD at market." })).toBeVisible();
  await isAccessible(page, "the ticket");
  expect((await trader.get<{ items: unknown[] }>("/orders")).items).toEqual([]);

  // Enter in a field sends nothing; Ctrl Enter does.
  await page.keyboard.press("Enter");
  await expect(ticket.getByLabel("How much")).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(ticket.getByRole("status").filter({ hasText: "Filled" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(ticket).toHaveCount(0);

  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await expect(page.getByRole("table", { name: /positions/i })).toContainText("ETHUSD");
});

test("a limit with a stop by keyboard alone: priced, protected, moved on the chart, sent, and resting", async ({
  page,
  trader,
}) => {
  await page.goto("/market?symbol=BTCUSD");
  await live(page);
  await page.keyboard.press("n");
  const ticket = page.getByRole("dialog", { name: "New order" });
  await expect(ticket.getByLabel("How much")).toBeFocused();
  await page.keyboard.type("0.01");
  await page.keyboard.press("Alt+2");
  await tabTo(page, ticket.getByLabel("Limit price", { exact: true }));
  await page.keyboard.type("50000");
  await tabTo(page, ticket.getByRole("combobox", { name: "Stop-loss" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("option", { name: "None" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option", { name: "Percent away" })).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, ticket.getByLabel("Stop-loss Distance"));
  await page.keyboard.type("2");

  const line = ticket.getByRole("slider", { name: "Stop-loss price" });
  await expect(line).toHaveAttribute("aria-valuenow", "49000");
  await tabTo(page, line);
  await page.keyboard.press("ArrowDown");
  await expect(ticket.getByLabel("Stop-loss Price", { exact: true })).toHaveValue(/^48999\.9+/);
  await expect(ticket.getByText("Nothing stands against it")).toBeVisible();

  await page.keyboard.press("Control+Enter");
  await expect(ticket.getByText("The venue has it, and it waits for its price.")).toBeVisible();
  const { items } = await trader.get<{ items: { leg: string; state: string; limit_price: string | null }[] }>(
    "/orders",
  );
  const entry = items.find((order) => order.leg === "entry");
  expect(entry?.state).toBe("working");
  expect(Number(entry?.limit_price)).toBe(50_000);
});

test("the bracket's lines and its fields are one thing", async ({ page, trader }) => {
  await page.goto("/orders/new?symbol=BTCUSD");
  const ticket = page.getByRole("dialog", { name: "New order" });
  await ticket.getByLabel("How much").fill("0.01");
  await ticket.getByRole("combobox", { name: "Stop-loss" }).click();
  await page.getByRole("option", { name: "Percent away" }).click();
  await ticket.getByLabel("Stop-loss Distance").fill("2");

  const line = ticket.getByRole("slider", { name: "Stop-loss price" });
  await line.focus();
  const before = Number(await line.getAttribute("aria-valuenow"));
  await page.keyboard.press("Shift+ArrowDown");

  // Ten ticks lower, and the field says the price from then on.
  const field = ticket.getByLabel("Stop-loss Price", { exact: true });
  await expect(field).toBeVisible();
  expect(Number(await field.inputValue())).toBeLessThan(before);
  await expect(ticket.getByText("Lost at the stop, before fees")).toBeVisible();
  expect((await trader.get<{ items: unknown[] }>("/orders")).items).toEqual([]);
});

test("a limit that says no is shown with what would pass, and the change is taken over", async ({
  page,
  trader,
}) => {
  await trader.put("/risk", { accounts: { [trader.account.account_id]: { order_notional_max: "1000" } } });
  await page.goto("/orders/new?symbol=ETHUSD");
  const ticket = page.getByRole("dialog", { name: "New order" });
  await ticket.getByLabel("How much").fill("5");

  await expect(ticket.getByText("It would be denied")).toBeVisible();
  await ticket.getByRole("button", { name: /^Use / }).click();

  await expect(ticket.getByText("Nothing stands against it")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/orders$/);
});
