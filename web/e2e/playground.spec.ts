import { expect, live, test } from "./support/trader";

const MESSAGE = `{
  "ticker": "BTCUSD",
  "action": "buy",
  "stopLoss": { "type": "stop", "percent": 2 },
  "takeProfit": { "percent": 4 }
}`;

test("a pasted message shows its order; a broken one says where", async ({ page, trader }) => {
  const agent = await trader.createAgent({ symbols: ["BTCUSD"] });
  await page.goto("/alerts/playground");
  await live(page);

  const message = page.getByRole("textbox", { name: "Text of the message" });
  await message.fill(MESSAGE);
  await expect(page.getByText("Buy BTCUSD, market, stop 2 % away, target 4 % away.")).toBeVisible();
  const target = page.getByRole("region", { name: `On ${trader.account.label}` });
  await expect(target.getByText("It would be ordered")).toBeVisible();
  const orders = target.getByRole("table", { name: "Orders" });
  await expect(orders.getByRole("row", { name: /Stop-loss Sell stop/ })).toBeVisible();
  await expect(orders.getByRole("row", { name: /Take-profit Sell limit/ })).toBeVisible();
  await expect(target.getByRole("img", { name: /BTCUSD with Entry .*, Stop .*, Target / })).toBeVisible();

  await message.fill(MESSAGE.replace('"buy"', '"bujy"'));
  const wrong = page.getByRole("list", { name: "What is wrong" });
  await expect(wrong).toContainText("$.action");
  await expect(wrong).toContainText("line 3, column 13");
  await expect(target).toBeHidden();

  // Looking changed nothing; only the agent's own test sends.
  expect((await trader.get<{ items: unknown[] }>("/alerts")).items).toHaveLength(0);
  await page.getByRole("link", { name: `Test ${agent.name}` }).click();
  await expect(page.getByRole("button", { name: "Send test alert" })).toBeVisible();
});

test("a stored alert is run again by the rules it met and by today's", async ({ page, trader }) => {
  const agent = await trader.createAgent({ symbols: ["BTCUSD"] });
  await trader.alert(agent, { ticker: "BTCUSD", action: "buy" });
  await expect.poll(async () => (await trader.filledOrders()).length).toBe(1);
  await trader.put(`/agents/${agent.agent_id}`, {
    name: agent.name,
    account_ids: agent.account_ids,
    sizing: agent.sizing,
    symbols: ["ETHUSD"],
  });
  const [alert] = (await trader.get<{ items: { alert_id: string }[] }>("/alerts")).items;

  await page.goto(`/alerts/${alert?.alert_id}`);
  const again = page.getByRole("region", { name: "Run again, dry" });
  await again.getByRole("button", { name: "Run again" }).click();
  await expect(again.getByRole("region", { name: "Then" })).toContainText("Ordered");
  await expect(again.getByRole("region", { name: "Now" })).toContainText("Refused");
  await expect(again.getByText("Different by the rules")).toBeVisible();

  await page.getByRole("link", { name: "Open in playground" }).click();
  await expect(page).toHaveURL(/playground\?.*alert=/);
  await expect(page.getByRole("textbox", { name: "Text of the message" })).toHaveValue(/BTCUSD/);
  await expect(page.getByText("The agent would refuse it")).toBeVisible();
});
