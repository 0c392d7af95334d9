import { expect, live, test } from "./support/trader";

test("a dropped connection is said, and resumes without losing or repeating an event", async ({
  page,
  trader,
}) => {
  const agent = await trader.createAgent({ symbols: ["BTCUSD"], sizing: { mode: "fixed", value: "0.01" } });

  // Between browser and server stands a line that the test can cut; every event it carries is counted.
  let isCut = false;
  let cut = () => Promise.resolve();
  const told: string[] = [];
  const hellos: (number | null)[] = [];
  await page.routeWebSocket(/\/stream$/, (socket) => {
    if (isCut) {
      void socket.close({ code: 1006 });
      return;
    }
    const server = socket.connectToServer();
    cut = async () => {
      isCut = true;
      await Promise.all([server.close(), socket.close({ code: 1001 })]);
    };
    socket.onMessage((text) => {
      const message = JSON.parse(String(text)) as { type: string; after?: number | null };
      if (message.type === "hello") hellos.push(message.after ?? null);
      server.send(text);
    });
    server.onMessage((text) => {
      const message = JSON.parse(String(text)) as { type: string; id: string };
      if (message.type === "events") told.push(message.id);
      socket.send(text);
    });
  });

  await page.goto("/orders");
  await live(page);
  await trader.alert(agent, { ticker: "BTCUSD", action: "buy", id: "first" });
  const rows = page.getByRole("table", { name: "Orders" }).locator("tbody tr");
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText("Filled");

  await cut();
  await expect(page.getByRole("button", { name: /Connection: Reconnecting/ })).toBeVisible();
  await expect(page.locator("[data-stale]").first()).toBeVisible();
  await trader.alert(agent, { ticker: "BTCUSD", action: "buy", id: "second" });
  await expect.poll(async () => (await trader.filledOrders()).length).toBe(2);
  await expect(rows).toHaveCount(1);

  isCut = false;
  await expect(rows).toHaveCount(2);
  await live(page);
  await expect(page.locator("[data-stale]")).toHaveCount(0);
  expect(new Set(told).size).toBe(told.length);
  expect(hellos.at(-1)).not.toBeNull();
});

test("a session that ended elsewhere asks to sign in again", async ({ page, trader }) => {
  await page.goto("/");
  await live(page);
  await trader.post("/auth/sign-out", undefined).catch(() => undefined);
  await expect(page).toHaveURL(/sign-in/);
});
