import { isAccessible } from "./support/accessible";
import { expect, live, test, type Trader } from "./support/trader";

const DATA = { source: "simulated", symbol: "BTCUSD", timeframe: "5m" };

interface Run {
  run_id: string;
  job: { state: string; reason: string | null };
}

/** A finished run of the RSI-2 system, asked for through the API. */
async function finishedRun(trader: Trader, inputs: Record<string, string> = {}): Promise<string> {
  const asked = await trader.post<Run>("/backtests", { guru: "rsi_two", data: DATA, inputs });
  await expect
    .poll(async () => (await trader.get<Run>(`/backtests/${asked.run_id}`)).job.state, { timeout: 60_000 })
    .toBe("done");
  return asked.run_id;
}

test("a guru's system is run on kept bars, watched, read and deleted", async ({ page, trader }) => {
  test.setTimeout(120_000);
  expect(trader.account.environment).toBe("paper");
  await page.goto("/backtests");
  await expect(page.getByText("No backtests yet")).toBeVisible();
  await live(page);
  await page.getByRole("link", { name: "Run a backtest" }).first().click();

  // What is missing is named where it is missing, and nothing is sent.
  await page.getByRole("radio", { name: "A guru's system" }).click();
  await page.getByRole("button", { name: "Run backtest" }).click();
  await expect(page.getByText("Choose a guru's system.")).toBeVisible();
  await page.getByLabel("System", { exact: true }).selectOption("rsi_two");
  await page.getByLabel("Bars", { exact: true }).selectOption("simulated/BTCUSD/5m");
  await page.getByLabel("Commission", { exact: true }).fill("0.05");
  await expect(page.getByText(/bars of BTCUSD 5m, .*commission 0\.05 %/)).toBeVisible();
  await page.getByRole("button", { name: "Run backtest" }).click();

  // The report comes by itself when the job ends: the live connection tells of it.
  await expect(page).toHaveURL(/\/backtests\/[0-9a-f-]{36}$/);
  const figures = page.getByRole("region", { name: "Key figures" });
  await expect(figures).toBeVisible({ timeout: 60_000 });
  await expect(figures).toContainText("Maximum drawdown");
  const provenance = page.getByRole("region", { name: "Where it comes from" });
  await expect(provenance).toContainText("0.05 % of value");
  await expect(provenance).toContainText("TradingView's rules");
  await expect(page.getByRole("img", { name: /^Equity from/ })).toBeVisible();
  await page.getByRole("radio", { name: "Log" }).click();
  await page.getByRole("button", { name: "Show as a table" }).click();
  await expect(page.getByRole("table", { name: "Equity at the end of each month" })).toBeVisible();

  const tabs = page.getByRole("navigation", { name: "Report" });
  await tabs.getByRole("link", { name: "All figures" }).click();
  await expect(page.getByRole("rowheader", { name: /^Profit factor/ })).toBeVisible();
  await tabs.getByRole("link", { name: "Patterns" }).click();
  await page.getByRole("radio", { name: "Weekday" }).click();
  await expect(page.getByRole("rowheader", { name: "Monday" })).toBeVisible();
  await tabs.getByRole("link", { name: "Skill or luck" }).click();
  await expect(page.getByText(/This may be noise|It lost money|Luck alone/).first()).toBeVisible();

  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete backtest" }).click();
  await expect(page).toHaveURL(/\/backtests$/);
  await expect(page.getByText("No backtests yet")).toBeVisible();
});

test("trades are walked, sorted and filtered by keyboard, and each shows its orders", async ({
  page,
  trader,
}) => {
  test.setTimeout(120_000);
  const runId = await finishedRun(trader);
  await page.goto(`/backtests/${runId}?view=trades`);
  const table = page.getByRole("table", { name: "Trades" });
  await expect(table).toBeVisible();
  await expect(page.getByRole("img", { name: /^Candles with the trades/ })).toBeVisible();
  const count = Number(await table.getAttribute("aria-rowcount")) - 1;
  expect(count).toBeGreaterThan(2);

  await table.locator('tr[data-at="0"]').focus();
  await page.keyboard.press("j");
  await expect(table.locator('tr[data-at="1"]')).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/trade=2/);
  const detail = page.getByRole("region", { name: "The trade" });
  await expect(detail).toContainText("Trade 2");
  await expect(detail.getByText("Orders", { exact: true })).toBeVisible();
  await detail.getByRole("button", { name: "Next trade" }).click();
  await expect(detail).toContainText("Trade 3");

  // The end of a long list is reached though only what is in sight is drawn.
  await table.locator('tr[data-at="2"]').focus();
  await page.keyboard.press("End");
  await expect(table.locator(`tr[data-at="${count - 1}"]`)).toBeFocused();

  await page.getByRole("button", { name: "Profit", exact: true }).click();
  await expect(table.getByRole("columnheader", { name: "Profit", exact: true })).toHaveAttribute(
    "aria-sort",
    "ascending",
  );
  await page.getByRole("radio", { name: "Short" }).click();
  await expect(table.getByText("Long", { exact: true })).toHaveCount(0);
});

test("two runs are compared, the best figures marked, and what was asked differently named", async ({
  page,
  trader,
}) => {
  test.setTimeout(120_000);
  await finishedRun(trader);
  await finishedRun(trader, { length: "3" });
  await page.goto("/backtests");
  const boxes = page.getByRole("checkbox", { name: /^Compare/ });
  await expect(page.getByRole("button", { name: "Compare", exact: true })).toBeDisabled();
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await page.getByRole("button", { name: "Compare", exact: true }).click();

  await expect(page.getByRole("table", { name: "Figures" }).getByLabel("best").first()).toBeVisible();
  await expect(page.getByRole("table", { name: "What was asked differently" })).toContainText(
    "Input: length",
  );
});

for (const [theme, width] of [
  ["light", 1440],
  ["dark", 375],
] as const) {
  test(`every part of a report is accessible and fits, ${theme} at ${width} px`, async ({ page, trader }) => {
    test.setTimeout(180_000);
    await page.setViewportSize({ width, height: 850 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const runId = await finishedRun(trader);
    for (const path of [
      "/backtests",
      "/backtests/new?guru=turtle",
      `/backtests/${runId}`,
      ...["trades", "figures", "patterns", "luck"].map((view) => `/backtests/${runId}?view=${view}`),
    ]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.locator("[data-slot=skeleton]")).toHaveCount(0);
      await page.screenshot({
        path: `test-output/pictures/${path.replace(runId, "run").replaceAll(/\W+/g, "-").slice(1)}-${width}-${theme}.png`,
      });
      await isAccessible(page, path);
    }
  });
}
