import type { Page } from "@playwright/test";
import { doors, withHistory, type Place } from "./places";
import { isAccessible } from "./support/accessible";
import { expect, live, test, type Trader } from "./support/trader";

const looks = [
  { theme: "light", width: 1440, height: 900, coloursOnly: false },
  { theme: "dark", width: 1440, height: 900, coloursOnly: true },
  { theme: "dark", width: 390, height: 844, coloursOnly: false },
  { theme: "light", width: 390, height: 844, coloursOnly: true },
] as const; // each width once by every rule, then its colours in the other theme
const PARTS = 4; // as many tests share the pages out: two browsers work at a time

/** Visit each page once, and look at it in both themes at both widths: heading, axe, nothing wider than the screen, picture. */
async function look(page: Page, place: Place): Promise<void> {
  await page.setViewportSize(looks[0]);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.goto(place.path);
  for (const { theme, width, height, coloursOnly } of looks) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    // A drawer hides the page behind it from assistive technology; the heading is looked for all the same.
    await expect(
      page.getByRole("heading", { name: place.heading, level: 1, includeHidden: true }),
    ).toBeVisible();
    await expect(page.locator("[data-slot=skeleton]")).toHaveCount(0);
    await page.screenshot({ path: `test-output/pictures/${place.name}-${width}-${theme}.png` });
    await isAccessible(page, `${place.path} in ${theme} at ${width}`, { coloursOnly });
  }
}

/** What the page says went wrong while `act` runs. Being signed out is said with 401, which the console notes. */
async function mistakesIn(page: Page, act: () => Promise<void>): Promise<string[]> {
  const mistakes: string[] = [];
  page.on("pageerror", (error) => mistakes.push(error.message));
  page.on("console", (message) => message.type() === "error" && mistakes.push(message.text()));
  await act();
  return mistakes.filter((text) => !text.includes("401"));
}

async function lookAtPart(page: Page, trader: Trader, part: number): Promise<void> {
  const { places } = await withHistory(trader);
  for (const [at, place] of places.entries()) if (at % PARTS === part) await look(page, place);
  if (part > 0) return;
  await page.context().clearCookies();
  for (const place of doors) await look(page, place);
}

for (let part = 0; part < PARTS; part++) {
  test(`pages are accessible and fit, both themes, at both widths, part ${part + 1}`, async ({
    page,
    trader,
  }) => {
    test.setTimeout(240_000);
    expect(await mistakesIn(page, () => lookAtPart(page, trader, part))).toEqual([]);
  });
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
    await isAccessible(page, "an open dialog");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
});
