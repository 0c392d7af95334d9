import { expect, live, newEmail, PASSWORD, test } from "./support/trader";

test("sign up, accept the disclaimer, create an agent, send an alert, see the fill, kill switch, next alert denied", async ({
  page,
}) => {
  await page.goto("/");
  await expect(page).toHaveURL(/sign-in/);
  await page.getByRole("link", { name: "Create an account" }).click();
  await expect(page.getByRole("heading", { name: "Create an account" })).toBeVisible();

  // The disclaimer must be accepted: without it nothing is created.
  await page.getByLabel("E-mail").fill(newEmail());
  await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("Read and accept the risk disclaimer to go on.")).toBeVisible();
  await page.getByRole("button", { name: "risk disclaimer" }).click();
  await expect(page.getByRole("dialog", { name: "Risk disclaimer" })).toContainText("Trading can lose money");
  await page.keyboard.press("Escape");
  await page.getByRole("checkbox", { name: /risk disclaimer/ }).check();
  await page.getByRole("checkbox", { name: /terms/ }).check();
  await page.getByRole("button", { name: "Create account" }).click();

  await expect(page.getByRole("heading", { name: "Home", level: 1 })).toBeVisible();
  await expect(page.getByText("PAPER · simulated money")).toBeVisible();
  await live(page);

  await page
    .getByRole("link", { name: "Set up an agent" })
    .or(page.getByRole("button", { name: "Set up an agent" }))
    .click();
  await page.getByRole("link", { name: "Create agent" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("Trend follower");
  await page.getByRole("combobox", { name: /^Symbols/ }).fill("BTCUSD");
  await page.getByRole("combobox", { name: /^Symbols/ }).press("Enter");
  await page.getByRole("combobox", { name: /^Symbols/ }).fill("ETHUSD");
  await page.getByRole("combobox", { name: /^Symbols/ }).press("Enter");
  await page.getByRole("button", { name: "Create agent" }).click();
  await expect(page.getByRole("heading", { name: "Trend follower", level: 1 })).toBeVisible();
  const url = await page
    .getByText(/\/api\/tv-webhook\/[\w-]+$/)
    .first()
    .innerText();

  await page.getByRole("link", { name: "Home", exact: true }).click();
  await expect(page.getByText("No open positions")).toBeVisible();
  const equity = page.getByRole("region", { name: "Equity" }).getByRole("definition").first();
  const before = await equity.innerText();

  // From here on nothing is loaded again: what changes on the page came over the WebSocket.
  let loads = 0;
  page.on("framenavigated", () => loads++);
  const answer = await fetch(url, { method: "POST", body: '{"ticker":"BTCUSD","action":"buy"}' });
  expect(answer.status).toBe(202);

  const positions = page.getByRole("table", { name: "Open positions" });
  await expect(positions.getByRole("row", { name: /BTCUSD/ })).toContainText("Long");
  await expect(
    page.getByRole("table", { name: "Latest orders" }).getByRole("row", { name: /BTCUSD.*Filled/ }),
  ).toBeVisible();
  await expect(page.getByRole("list", { name: "Last alerts" }).getByText("Buy BTCUSD")).toBeVisible();
  await expect(equity).not.toHaveText(before);
  expect(loads).toBe(0);

  await page.getByRole("button", { name: "Open the kill switch" }).click();
  const dialog = page.getByRole("dialog", { name: "Kill switch" });
  await expect(dialog).toContainText("New positions and additions are denied");
  await dialog.getByRole("button", { name: "Pause entries" }).click();
  await expect(page.getByText("Entries are paused for all your accounts").first()).toBeVisible();

  const second = await fetch(url, {
    method: "POST",
    body: '{"ticker":"ETHUSD","action":"buy","id":"after the switch"}',
  });
  expect(second.status).toBe(202);
  const denied = page.getByRole("list", { name: "Last alerts" }).getByRole("link", { name: /Denied/ });
  await expect(denied).toBeVisible();
  await denied.click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByRole("heading", { name: /Buy ETHUSD/ })).toContainText("Denied");
  await expect(drawer).toContainText(/kill switch|paused/i);
  await expect(drawer.getByText("Correlation id")).toBeVisible();
});
