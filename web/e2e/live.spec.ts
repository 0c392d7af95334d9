import { expect, live, test, toasted } from "./support/trader";

test("a dropped connection is said, and resumes without losing or repeating an event", async ({
  page,
  trader,
}) => {
  const agent = await trader.createAgent({
    symbols: ["BTCUSD"],
    sizing: { mode: "fixed", value: "0.01" },
    pyramiding_max: null,
  });

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

test("an alert that never came is told beside the next one, once, and on the agent's page", async ({
  page,
  trader,
}) => {
  const agent = await trader.createAgent({ symbols: ["BTCUSD"], sizing: { mode: "fixed", value: "0.01" } });
  const numbered = (number: number) => ({
    ticker: "BTCUSD",
    action: "buy",
    strategy_id: "EMA cross",
    sequence: number,
    id: `EMA cross ${number}`,
  });
  await page.goto("/alerts");
  await live(page);

  await trader.alert(agent, numbered(5));
  await trader.alert(agent, numbered(8));
  const missed = "2 alerts were missed before this one";
  const rows = page.getByRole("table", { name: "Alerts" }).locator("tbody tr");
  await expect(rows.first()).toContainText(missed);
  await expect(rows.nth(1)).not.toContainText("missed");
  await expect(toasted(page, "The timeline of this alert to Trend follower says which.")).toHaveCount(1);

  await rows.first().getByText("Buy BTCUSD").click();
  await expect(page.getByText("This is number 8 of EMA cross; numbers 6 and 7 never came.")).toBeVisible();

  await page.goto(`/alerts/agents/${agent.agent_id}`);
  await expect(page.getByText("2 alerts never came")).toBeVisible();
  await page.getByRole("link", { name: "Show the alert" }).click();
  await expect(page.getByRole("dialog")).toContainText(missed);
});
