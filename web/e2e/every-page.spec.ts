import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { doors, withHistory, type Place } from "./places";
import { expect, live, test } from "./support/trader";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const themes = ["light", "dark"] as const;
const widths = [1440, 390] as const;

/** Visit each page: its heading is there, axe finds nothing, nothing is wider than the screen; and take its picture. */
async function look(page: Page, place: Place, theme: string, width: number): Promise<void> {
  await page.goto(place.path);
  // A drawer hides the page behind it from assistive technology; the heading is looked for all the same.
  await expect(
    page.getByRole("heading", { name: place.heading, level: 1, includeHidden: true }),
  ).toBeVisible();
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
  await page.waitForLoadState("networkidle").catch(() => undefined);
  await page.screenshot({ path: `test-output/pictures/${place.name}-${width}-${theme}.png` });
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  const said = violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.target.join(" ")).join(" | ")}`);
  expect(said, `${place.path} in ${theme} at ${width}`).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${place.path} is wider than ${width} px`).toBeLessThanOrEqual(0);
}

for (const theme of themes) {
  for (const width of widths) {
    test(`every page is accessible and fits, ${theme} at ${width} px`, async ({ page, trader }) => {
      test.setTimeout(180_000);
      const mistakes: string[] = [];
      page.on("pageerror", (error) => mistakes.push(error.message));
      page.on("console", (message) => message.type() === "error" && mistakes.push(message.text()));
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      const { places } = await withHistory(trader);
      for (const place of places) await look(page, place, theme, width);
      await page.context().clearCookies();
      for (const place of doors) await look(page, place, theme, width);
      // Being signed out is said with 401, which the console notes; anything else is a fault of ours.
      expect(mistakes.filter((text) => !text.includes("401"))).toEqual([]);
    });
  }
}

test("no page is wider than the smallest phone", async ({ page, trader }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const { places } = await withHistory(trader);
  for (const place of places) {
    await page.goto(place.path);
    await expect(
      page.getByRole("heading", { name: place.heading, level: 1, includeHidden: true }),
    ).toBeVisible();
    await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, place.path).toBeLessThanOrEqual(0);
  }
});

test("the kill switch dialog and the palette are accessible", async ({ page, trader }) => {
  await trader.createAgent();
  await page.goto("/");
  await live(page);
  for (const open of [
    () => page.getByRole("button", { name: "Open the kill switch" }).click(),
    () => page.keyboard.press("Control+k"),
  ]) {
    await open();
    await expect(page.getByRole("dialog")).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
    expect(violations.map((v) => v.id)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
});
