import type { Locator, Page } from "@playwright/test";

/** Go on with Tab until the wanted thing has the focus; a keyboard must be able to reach it. */
export async function tabTo(page: Page, wanted: Locator, steps = 60): Promise<void> {
  for (let i = 0; i < steps; i++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reached ${String(wanted)}`);
}
