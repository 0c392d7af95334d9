import type { Page } from "@playwright/test";
import { isAccessible } from "./support/accessible";
import { expect, test } from "./support/trader";

const definition = (page: Page) => page.getByRole("textbox", { name: "Definition", exact: true });
const isReady = (page: Page) => expect(page.getByText("ready to run")).toBeVisible();

/** A new draft of an example, in the builder, checked and drawn. */
async function open(page: Page, example: string): Promise<void> {
  await page.goto(`/strategies/new?from=${example}`);
  await isReady(page);
  await expect(page.getByText("Net profit")).toBeVisible();
}

test("a strategy is begun from an example, written in form and text, saved twice, compared and deleted", async ({
  page,
  trader,
}) => {
  expect(trader.account.environment).toBe("paper");
  await page.goto("/strategies");
  await expect(page.getByText("No strategies yet")).toBeVisible();
  await page.getByRole("link", { name: "New strategy" }).first().click();
  await page.getByRole("link", { name: /^Donchian breakout/ }).click();
  await isReady(page);

  // What is written in the form stands in the text, comments and all; what is written in the text stands in the form.
  await page.getByLabel("Name", { exact: true }).first().fill("Channel breakout");
  await expect(definition(page)).toHaveValue(/^name: Channel breakout$/m);
  await definition(page).fill(
    (await definition(page).inputValue()).replace("timeframe: 1d", "timeframe: 4h  # was a day"),
  );
  await expect(page.getByLabel("Bars of")).toHaveValue("4h");
  await page.getByLabel("Direction").selectOption("long");
  await expect(definition(page)).toHaveValue(/timeframe: 4h # was a day[\s\S]*direction: long/);

  // A text that cannot be read stays as it was typed, and the form waits for it.
  const before = await definition(page).inputValue();
  await definition(page).fill(before.replace("components:", "components: ["));
  await expect(page.getByText("The form waits for the text")).toBeVisible();
  await expect(page.getByLabel("Bars of")).toBeDisabled();
  await expect(definition(page)).toHaveValue(/components: \[/);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(definition(page)).toHaveValue(before);
  await expect(page.getByLabel("Bars of")).toBeEnabled();

  await isReady(page);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").getByLabel("Note").fill("Long only, four hours");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/strategies\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("heading", { name: "Channel breakout", level: 1 })).toBeVisible();
  await expect(page.getByText("Version 1", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Save" })).toBeDisabled();

  await page.getByLabel("Distance").fill("3");
  await expect(page.getByText("unsaved changes")).toBeVisible();
  await isReady(page);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").getByLabel("Note").fill("A wider stop");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Version 2", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "More about this strategy" }).click();
  await page.getByRole("menuitem", { name: "Versions and what changed" }).click();
  await expect(page.getByRole("table", { name: "Versions" }).getByRole("row")).toHaveCount(3);
  const differences = page.getByRole("list", { name: "Differences" });
  await expect(differences.getByRole("listitem")).toHaveCount(1);
  await expect(differences).toContainText("stop loss › value");

  await page.goto("/strategies?q=chan");
  const row = page.getByRole("table", { name: "Strategies" }).getByRole("row", { name: /Channel breakout/ });
  await expect(row).toContainText("v2");
  await row.getByRole("button", { name: "Delete Channel breakout" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete strategy" }).click();
  await expect(page.getByText("No strategy has “chan” in its name")).toBeVisible();
});

test("a fault stands at its field with its place, and its cure can be pressed", async ({ page, trader }) => {
  expect(trader.account.account_id).toBeTruthy();
  await open(page, "ema-cross-rsi");
  const entry = page.getByRole("list", { name: "Entry components" }).getByLabel("Long condition");

  await entry.fill("close > open and crosover(fast_ema, slow_ema)");
  await expect(entry).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("list", { name: "Entry components" })).toContainText(
    /Unknown function 'crosover' \(line 1, column 18\)/,
  );
  await expect(page.getByText("1 fault").first()).toBeVisible();
  await expect(page.getByText("The draft has faults: this is the last one without.")).toBeVisible();
  await page.getByRole("button", { name: "Use crossover" }).click();
  await expect(entry).toHaveValue("close > open and crossover(fast_ema, slow_ema)");
  await isReady(page);

  // Checks lead to places that are folded away; what no field is about leads to its line of the text.
  await page.getByRole("radio", { name: "YAML" }).focus();
  await definition(page).fill(`${await definition(page).inputValue()}time: {cooldown_bars: nobody}\n`);
  await page.getByRole("radio", { name: /^Checks/ }).click();
  await page
    .getByRole("list", { name: "Problems" })
    .getByRole("button", { name: /cooldown bars/ })
    .click();
  await expect(page.getByLabel("Rest after a trade")).toBeFocused();
});

test("names are completed while a formula is typed, without a mouse", async ({ page, trader }) => {
  expect(trader.account.account_id).toBeTruthy();
  await open(page, "ema-cross-rsi");
  const entry = page.getByRole("list", { name: "Entry components" }).getByLabel("Long condition");
  await entry.fill("");
  await entry.pressSequentially("crossov");
  await expect(page.getByRole("option", { name: /^crossover\(\)/ })).toBeVisible();
  await entry.press("Enter");
  await entry.pressSequentially("fast_e");
  await entry.press("Enter");
  await entry.pressSequentially(", slow_ema");
  await expect(entry).toHaveValue("crossover(fast_ema, slow_ema)");
  await isReady(page);
});

test("rules are groups of any depth, and the library fills the slots", async ({ page, trader }) => {
  expect(trader.account.account_id).toBeTruthy();
  await open(page, "ema-cross-rsi");

  await page.getByText("How they combine").click();
  await page.getByRole("button", { name: "Write the rule for long entry" }).click();
  await page.getByRole("button", { name: "Add a group to Long entry" }).click();
  await page.getByLabel("Long entry 3.1: component or condition").fill("hour < 8");
  await page.getByRole("button", { name: "Add a condition to Long entry 3", exact: true }).click();
  await page.getByLabel("Long entry 3.2: component or condition").fill("close > slow_ema");
  await page.getByRole("button", { name: "Not: Long entry 3.1" }).click();
  await expect(definition(page)).toHaveValue(
    /long: \{entry: \{all: \[filter, cross, \{any: \[\{not: hour < 8\}, close > slow_ema\]\}\]\}\}/,
  );

  await page.getByRole("button", { name: "Library for exit" }).click();
  await page.getByLabel("Search the library").fill("macd");
  await page.getByRole("dialog").getByRole("button", { name: "Add MACD cross" }).first().click();
  const exits = page.getByRole("list", { name: "Exit components" });
  await exits.getByLabel("Fast length").fill("fast");
  await expect(definition(page)).toHaveValue(
    /\{id: macd_cross, type: exit, indicator: macd_cross, invert: true, params: \{fast: fast\}\}/,
  );
  await isReady(page);

  await page.getByRole("radio", { name: "Pine" }).click();
  await expect(page.getByRole("textbox", { name: "Pine script" })).toHaveValue(
    /\/\/@version=6[\s\S]*ta\.macd/,
  );
  await page.getByRole("radio", { name: "Text" }).click();
  await page.getByRole("radio", { name: "JSON" }).click();
  await expect(definition(page)).toHaveValue(/^\{\n {2}"schema": "tradewright.strategy\/1"/);
  await isReady(page);
});

test("the preview is drawn anew after every key, and its time is told", async ({ page, trader }, info) => {
  expect(trader.account.account_id).toBeTruthy();
  await open(page, "macd-momentum");
  await page.getByLabel("Bars of").selectOption("1h");
  await page.getByLabel("Show it on").selectOption({ label: "BTCUSD · 1h · simulated" });
  const trend = page.getByRole("list", { name: "Trend components" }).getByLabel("Long condition");
  await trend.fill("close > sma(close, 2");
  const measured: number[] = [];
  // The time is told, not judged: other tests share the machine. The aim is 200 ms.
  for (let i = 0; i < 6; i++) {
    await trend.press(String(i % 10));
    await page.evaluate(() => performance.clearMeasures("builder:preview"));
    await trend.press(")");
    const drawn = () => page.evaluate(() => performance.getEntriesByName("builder:preview").at(-1)?.duration);
    await expect.poll(drawn).toBeDefined();
    measured.push(Math.round((await drawn()) ?? Infinity));
    await trend.press("Backspace");
    await trend.press("Backspace");
  }
  info.annotations.push({ type: "preview, ms", description: measured.join(" ") });
  console.log(`the preview was drawn after ${measured.join(", ")} ms`);
  expect(measured.filter(Number.isFinite)).toHaveLength(6);
});

test("what is typed and not saved outlives a closed page", async ({ page, trader }) => {
  expect(trader.account.account_id).toBeTruthy();
  await open(page, "rsi-two");
  await page.getByLabel("Name", { exact: true }).first().fill("Not yet saved");
  await expect
    .poll(() => page.evaluate(() => localStorage.getItem("tw.strategy.new")))
    .toContain("Not yet saved");
  await page.goto("/strategies/new");
  await expect(page.getByText("Not yet saved")).toBeVisible();
  await page.getByRole("link", { name: "Go on" }).click();
  await expect(page.getByRole("heading", { name: "Not yet saved", level: 1 })).toBeVisible();

  await page.goto("/strategies/new");
  await page.getByLabel("Paste a definition").fill('{"name": "Pasted", "timeframe": "1h"');
  await page.getByRole("button", { name: "Open in the builder" }).click();
  await expect(definition(page)).toHaveValue('{"name": "Pasted", "timeframe": "1h"');
  await definition(page).press("End");
  await definition(page).pressSequentially("}");
  await expect(page.getByRole("heading", { name: "Pasted", level: 1 })).toBeVisible();
  await expect(page.getByText("1 fault").first()).toBeVisible();
});

test("a draft is backtested as it stands", async ({ page, trader }) => {
  expect(trader.account.account_id).toBeTruthy();
  await open(page, "rsi-two");
  await page.getByRole("main").getByRole("button", { name: "Backtest" }).click();
  await page.getByRole("dialog").getByLabel("Bars").selectOption({ index: 1 });
  await page.getByRole("dialog").getByRole("button", { name: "Run backtest" }).click();
  await expect(page).toHaveURL(/\/backtests\/[0-9a-f-]{36}/);
});

for (const theme of ["light", "dark"] as const) {
  test(`every view of the builder is accessible on a phone and a desk, ${theme}`, async ({
    page,
    trader,
  }) => {
    test.setTimeout(120_000);
    expect(trader.account.account_id).toBeTruthy();
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const check = (what: string) => isAccessible(page, `${what} in ${theme}`);
    await page.setViewportSize({ width: 1440, height: 900 });
    await open(page, "opening-range-breakout");
    await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
    await page.getByRole("button", { name: "Write the rule for long entry" }).click();
    await page.getByRole("button", { name: "Not: Long entry 1" }).click();
    await page
      .getByRole("list", { name: "Entry components" })
      .getByLabel("Long condition")
      .fill("crosover(close, range.high)");
    await expect(page.getByRole("button", { name: "Use crossover" })).toBeVisible();
    await check("the form with a fault");
    await page.getByRole("button", { name: "Use crossover" }).click();
    await isReady(page);
    await page.getByRole("button", { name: "Library for entry" }).click();
    await expect(page.getByRole("button", { name: "Add EMA cross" })).toBeVisible();
    await check("the library");
    await page.keyboard.press("Escape");

    // As tall as the form, so that no bar lies over a button that scrolling would free.
    await page.setViewportSize({ width: 375, height: 6_000 });
    await check("the form on a phone");
    await page.setViewportSize({ width: 375, height: 812 });
    for (const view of ["Chart", "Text", "Pine", /^Checks/]) {
      await page.getByRole("radio", { name: view }).click();
      await expect(page.locator("[data-slot=skeleton]")).toHaveCount(0);
      await check(`${String(view)} on a phone`);
    }
  });
}
