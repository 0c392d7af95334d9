import { defineConfig } from "@playwright/test";
import { browserArguments, chromiumPath } from "./e2e/support/chromium";

export default defineConfig({
  testDir: "./e2e",
  outputDir: "./test-output/artifacts",
  globalSetup: "./e2e/support/global-setup.ts",
  // One product is shared by all tests, each with a trader of its own; two browsers are what a small machine carries.
  workers: 2,
  fullyParallel: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    launchOptions: { executablePath: chromiumPath(), args: browserArguments() },
    viewport: { width: 1440, height: 900 },
    timezoneId: "UTC",
    locale: "en-GB",
    reducedMotion: "reduce",
    screenshot: "only-on-failure",
    // A film of every step costs more than the steps; the last picture and what the page held tell enough.
    trace: { mode: "retain-on-failure", screenshots: false },
  },
});
