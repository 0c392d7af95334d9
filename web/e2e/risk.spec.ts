/** The risk page on the real product: limits with their use, exposure, and the ladder of the kill switch. */
import { expect, live, test, toasted } from "./support/trader";

test("limits are set with hours, and what is used of them is seen", async ({ page, trader }) => {
  const agent = await trader.createAgent({ symbols: ["BTCUSD"] });
  await trader.alert(agent, { ticker: "BTCUSD", action: "buy" });
  await expect.poll(async () => (await trader.filledOrders()).length).toBe(1);
  await page.goto("/risk");
  await live(page);

  await page.getByRole("textbox", { name: "Trades a day" }).fill("4");
  await page.getByRole("button", { name: "Add a window" }).click();
  const hours = page.getByRole("group", { name: "Window 1" });
  await hours.getByRole("button", { name: "Saturday" }).click();
  await page.getByRole("button", { name: "Save limits" }).click();
  await expect(toasted(page, "Limits saved")).toBeVisible();
  await expect(page.getByText(/1 of 4 used, 25%/)).toBeVisible();

  const tile = page
    .getByRole("list", { name: "Exposure by symbol" })
    .getByRole("link", { name: /^BTCUSD long/ });
  await expect(tile).toBeVisible();
  await page.getByRole("button", { name: "Show exposure as a table" }).click();
  await expect(
    page.getByRole("table", { name: "Exposure by symbol" }).getByRole("row", { name: /BTCUSD/ }),
  ).toBeVisible();
});

test("the ladder is climbed by keys, locked, and not released", async ({ page, trader }) => {
  expect(trader.account.environment).toBe("paper");
  await page.goto("/risk");
  await live(page);
  await page.keyboard.press("k");
  await page.keyboard.press("s");
  const dialog = page.getByRole("dialog", { name: "Kill switch" });
  await dialog.getByRole("combobox", { name: "Lock" }).selectOption("1 hour");
  await dialog.getByRole("textbox", { name: /Reason/ }).fill("enough for today");
  await dialog.getByRole("button", { name: "Halt trading and lock…" }).click();
  await dialog.getByRole("button", { name: "Yes, halt, locked for 1 hour" }).click();

  await expect(dialog).toBeHidden();
  const row = page
    .getByRole("table", { name: "Kill switch log" })
    .getByRole("row", { name: /Halted trading/ });
  await expect(row).toContainText("enough for today");
  await page.getByRole("button", { name: /Trading is halted/ }).click();
  await expect(dialog.getByRole("button", { name: /^Locked: / })).toBeDisabled();
});
