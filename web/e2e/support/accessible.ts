/** What every page must be: without an axe violation, and no wider than its screen. */
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** The rules among them that a theme can break: in the other one a page has the same words in the same places. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

export async function isAccessible(
  page: Page,
  what: string,
  { coloursOnly = false }: { coloursOnly?: boolean } = {},
): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .options({
      runOnly: coloursOnly ? { type: "rule", values: OF_COLOURS } : { type: "tag", values: WCAG },
      resultTypes: ["violations"], // it would write down all that is right, too
    })
    // There are no frames here, which the other mode opens a page of its own for: half the time for the same answer.
    .setLegacyMode(true)
    .analyze();
  const said = violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.target.join(" ")).join(" | ")}`);
  expect(said, what).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${what} is too wide`).toBeLessThanOrEqual(0);
}
