/** Lists as long as an active year makes them: drawn in part, walked whole. */
import type { Page } from "@playwright/test";
import { isAccessible } from "./support/accessible";
import { expect, test, type Trader } from "./support/trader";

const COUNT = 5_000;

/** The list of orders answers with one real order, as often as a busy year would. */
async function fiveThousandOrders(page: Page, trader: Trader): Promise<void> {
  const agent = await trader.createAgent({ symbols: ["BTCUSD"] });
  await trader.alert(agent, { ticker: "BTCUSD", action: "buy" });
  await expect.poll(async () => (await trader.filledOrders()).length).toBe(1);
  const [order] = await trader.filledOrders();
  const items = Array.from({ length: COUNT }, (_, i) => ({
    ...order,
    order_id: `00000000-0000-7000-8000-${String(i).padStart(12, "0")}`,
    symbol: `S${i}`,
  }));
  await page.route(/\/api\/unify\/v1\/orders\?/, (route) =>
    route.fulfill({ json: { items, next_cursor: null } }),
  );
}

test("five thousand orders are walked by keyboard though few are drawn", async ({ page, trader }) => {
  await fiveThousandOrders(page, trader);
  await page.goto("/orders");
  const table = page.getByRole("table", { name: "Orders" });
  await expect(table).toHaveAttribute("aria-rowcount", String(COUNT + 1));
  const row = (index: number) => table.locator(`tr[data-row="${index}"]`);
  expect(await table.locator("tr[data-row]").count()).toBeLessThan(150);

  await row(0).focus();
  await page.keyboard.press("End");
  await expect(row(COUNT - 1)).toBeFocused();
  await expect(row(COUNT - 1)).toContainText(`S${COUNT - 1}`);
  await expect(row(0)).toHaveCount(0);
  await page.keyboard.press("k");
  await expect(row(COUNT - 2)).toBeFocused();
  await page.keyboard.press("Home");
  await expect(row(0)).toBeFocused();
  await row(30).focus();
  for (let i = 0; i < 20; i++) await page.keyboard.press("j");
  await expect(row(50)).toBeFocused();
  await expect(row(50)).toBeInViewport();

  // The head stays in sight and sorts all of them, drawn or not.
  await table.getByRole("button", { name: "Symbol" }).click();
  await table.getByRole("button", { name: "Symbol" }).click();
  await row(50).evaluate((element) => element.parentElement?.parentElement?.parentElement?.scrollTo(0, 0));
  await expect(row(0)).toContainText("S999");
  await isAccessible(page, "a long list");
});

test("five thousand orders are scrolled on a phone though few are drawn", async ({ page, trader }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await fiveThousandOrders(page, trader);
  await page.goto("/orders");
  const cards = page.getByRole("list", { name: "Orders" }).locator("li[data-row]");
  await expect(cards.first()).toBeVisible();
  expect(await cards.count()).toBeLessThan(150);

  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight / 2));
  await expect(cards.first()).not.toHaveAttribute("data-row", "0");
  const inSight = page.locator("li[data-row]").filter({ hasText: /^.*S2[0-9]{3}/ });
  await expect(inSight.first()).toBeVisible();
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await expect(page.getByText(`S${COUNT - 1}`)).toBeVisible();
});
