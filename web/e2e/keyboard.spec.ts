import { tabTo } from "./support/keys";
import { expect, live, test } from "./support/trader";

test("from alert to kill switch without a mouse", async ({ page, trader }) => {
  const agent = await trader.createAgent({ symbols: ["ETHUSD"] });
  await page.goto("/");
  await live(page);

  // The first stop of Tab skips the frame.
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await page.keyboard.press("Enter");

  // g a: alerts; rows are walked with j and k and opened with Enter; Esc closes.
  await trader.alert(agent, { ticker: "ETHUSD", action: "buy" });
  await trader.alert(agent, { ticker: "BTCUSD", action: "buy" });
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page.getByRole("heading", { name: "Alerts", level: 1 })).toBeVisible();
  const rows = page.getByRole("table", { name: "Alerts" }).locator("tbody tr");
  await expect(rows).toHaveCount(2);
  await tabTo(page, rows.nth(0));
  await page.keyboard.press("j");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/alerts\/[\w-]+$/);
  await expect(page.getByRole("dialog")).toContainText("ETHUSD");
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/alerts$/);

  // The palette finds the kill switch by a word; the dialog is walked with Tab.
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search and commands" })).toBeFocused();
  await page.keyboard.type("kill");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Kill switch" });
  await expect(dialog).toBeVisible();
  await tabTo(page, dialog.getByRole("button", { name: "Pause entries" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: /Entries are paused/ })).toBeVisible();
});

test("typing is never taken for a shortcut", async ({ page, trader }) => {
  await trader.createAgent();
  await page.goto("/alerts/agents/new");
  await page.getByRole("textbox", { name: "Name" }).focus();
  await page.keyboard.type("g a o /");
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("g a o /");
  await expect(page).toHaveURL(/agents\/new$/);
});
