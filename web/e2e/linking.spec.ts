/** Linking on the real product, to a fake venue that runs beside it. */
import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, live, test, toasted } from "./support/trader";

const root = fileURLToPath(new URL("../../", import.meta.url));

interface Fake {
  url: string;
  key: string;
  secret: string;
}

let fake: Fake;
let venue: ChildProcess;

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

test.beforeAll(async () => {
  const port = await freePort();
  const env = { ...process.env, COLUMNS: "200", NO_COLOR: "1" };
  Reflect.deleteProperty(env, "FORCE_COLOR"); // what it says is read here, not looked at
  venue = spawn(join(root, ".venv/bin/tradewright"), ["fake", "alpaca", "--port", String(port)], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  venue.stdout?.on("data", (part: Buffer) => (said += part.toString()));
  const fact = (name: string) => new RegExp(`${name}\\W+(\\S+)`).exec(said)?.[1] ?? "";
  await expect.poll(() => fact("Secret"), { timeout: 30_000 }).not.toBe("");
  fake = { url: `http://127.0.0.1:${port}`, key: fact("Key"), secret: fact("Secret") };
});

test.afterAll(() => venue.kill("SIGINT"));

test("a key is checked, linked, checked again and unlinked", async ({ page, trader }) => {
  await page.goto("/settings/accounts");
  await live(page);
  await page.getByRole("button", { name: "Link a broker" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /^Alpaca/ }).click();
  await dialog.getByRole("radio", { name: "Rehearsal: fake venue" }).click();
  await dialog.getByRole("textbox", { name: "Name" }).fill("Rehearsal");
  await dialog.getByRole("textbox", { name: "Address of the fake venue" }).fill(fake.url);
  await dialog.getByRole("textbox", { name: "API key ID" }).fill(fake.key);
  await dialog.getByLabel("API secret key").fill(fake.secret);
  await dialog.getByRole("button", { name: "Check the key" }).click();
  await expect(dialog.getByText("The key is fine")).toBeVisible();
  await dialog.getByRole("button", { name: "Link rehearsal account" }).click();

  const row = page.getByRole("table", { name: "Broker accounts" }).getByRole("row", { name: /Rehearsal/ });
  await expect(row).toContainText("Linked");
  expect(JSON.stringify(await trader.get("/accounts"))).not.toContain(fake.secret);
  await row.getByRole("button", { name: "Acts for Rehearsal" }).click();
  await page.getByRole("menuitem", { name: "Check again" }).click();
  await expect(toasted(page, "The venue takes its key.")).toBeVisible();
  await row.getByRole("button", { name: "Acts for Rehearsal" }).click();
  await page.getByRole("menuitem", { name: "Unlink" }).click();
  await page.getByRole("button", { name: "Unlink account" }).click();
  await expect(row).toContainText("Unlinked");
});

test("coming back from the venue's page says what came of it", async ({ page, trader }) => {
  await page.goto("/settings/accounts?link_error=oauth_state_broken");
  await expect(page.getByRole("alert")).toContainText("does not belong to a request of yours");
  await page.goto(`/settings/accounts?linked=${trader.account.account_id}`);
  await expect(page.getByText(`${trader.account.label} is linked`)).toBeVisible();
});
