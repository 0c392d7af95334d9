import { isAccessible } from "./support/accessible";
import { expect, test } from "./support/trader";

const DEFINITION = `name: Cross
timeframe: 5m
direction: both
inputs:
  fast: {type: int, default: 12, min: 6, max: 18, step: 3}
  slow: {type: int, default: 30, min: 20, max: 40, step: 10}
components:
  - {id: cross, type: entry, expression: {long: "crossover(ema(close, fast), ema(close, slow))", short: "crossunder(ema(close, fast), ema(close, slow))"}}
stop_loss: {mode: percent, value: 2}
`;

for (const width of [1440, 375]) {
  test(`inputs are searched, judged and adopted, at ${width} px`, async ({ page, trader }) => {
    test.setTimeout(180_000);
    await page.setViewportSize({ width, height: 850 });
    const strategy = await trader.post<{ strategy_id: string }>("/strategies", { text: DEFINITION });
    await page.goto(`/backtests/optimisations/new?strategy=${strategy.strategy_id}`);
    await page.getByLabel("Bars", { exact: true }).selectOption("simulated/BTCUSD/5m");
    await expect(page.getByText("15 combinations", { exact: true })).toBeVisible();
    await page.getByLabel("Method").selectOption("grid");

    // A span turned round is refused beside its input.
    await page.getByLabel("fast, from").fill("30");
    await page.getByRole("button", { name: "Start the search" }).click();
    await expect(page.getByText(/Give a smallest, a largest/)).toBeVisible();
    await page.getByLabel("fast, from").fill("6");
    await page.getByRole("button", { name: "Start the search" }).click();

    await expect(page).toHaveURL(/\/optimisations\/[0-9a-f-]{36}$/);
    const verdict = page.getByRole("region", { name: "Verdict" });
    await expect(verdict).toBeVisible({ timeout: 120_000 });
    await expect(verdict).toContainText(/This is noise|This may hold/);
    await expect(page.getByRole("region", { name: "Parameter map", exact: true })).toContainText(
      /plateau|peak/,
    );
    await expect(
      page.getByRole("table", { name: "Trials" }).or(page.getByRole("list", { name: "Trials" })),
    ).toBeVisible();
    await isAccessible(page, `a search at ${width}`);

    const best = page.getByRole("button", { name: "Adopt the best" });
    if (await best.isVisible()) {
      await best.click();
      await page.getByRole("dialog").getByRole("button", { name: "Adopt", exact: true }).click();
      await expect(page).toHaveURL(new RegExp(`/strategies/${strategy.strategy_id}`));
      const versions = await trader.get<{ items: { number: number; has_evidence: boolean }[] }>(
        `/strategies/${strategy.strategy_id}/versions`,
      );
      expect(versions.items.find((version) => version.number === 2)?.has_evidence).toBe(true);
    }
  });
}
