/** Every page of the app that a signed-in trader can reach, for the tests that look at all of them. */
import type { Trader } from "./support/trader";

export interface Place {
  name: string;
  path: string;
  heading: string;
}

interface Story {
  places: Place[];
}

const DEFINITION = `name: Momentum
timeframe: 1h
direction: long
inputs:
  fast: {type: int, default: 12, min: 2, max: 200}
components:
  - {id: cross, type: entry, expression: {long: "crossover(ema(close, fast), ema(close, 26))"}}
  - {id: back, type: exit, indicator: ema_cross, invert: true}
stop_loss: {mode: percent, value: 2}
`;

/** A trader with some history, so that pages show what they are for. */
export async function withHistory(trader: Trader): Promise<Story> {
  const agent = await trader.createAgent({
    name: "Trend follower, BTC 1h",
    symbols: ["BTCUSD", "ETHUSD", "AAPL"],
    stop_loss: { mode: "percent", value: "2" },
    take_profit: { mode: "risk_reward", value: "2" },
  });
  await trader.put(`/agents/${agent.agent_id}`, {
    name: agent.name,
    account_ids: agent.account_ids,
    sizing: { mode: "risk_percent", value: "0.5" },
    symbols: ["BTCUSD", "ETHUSD", "AAPL"],
    stop_loss: { mode: "percent", value: "2" },
    take_profit: { mode: "risk_reward", value: "2" },
    note: "Size by risk",
  });
  await trader.post("/api-keys", { name: "Trading journal", scopes: ["read"] });
  await trader.put("/risk", {
    user: { trades_daily_max: 2 },
    accounts: { [trader.account.account_id]: { loss_daily_max: "500" } },
  });
  await trader.alert(agent, { ticker: "BTCUSD", action: "buy" });
  await trader.alert(agent, { ticker: "ETHUSD", action: "sell" });
  await trader.alert(agent, { ticker: "DOGEUSD", action: "buy" });
  await trader.alert(agent, "what is this");
  await until(async () => (await trader.filledOrders()).length >= 2);
  await trader.alert(agent, { ticker: "AAPL", action: "buy" });
  const alerts = await trader.get<{ items: { alert_id: string; signals: { state: string }[] }[] }>("/alerts");
  const orders = await trader.filledOrders();
  const filled = alerts.items.find((alert) => alert.signals.some((signal) => signal.state === "ordered"));
  const strategy = await trader.post<{ strategy_id: string }>("/strategies", {
    text: DEFINITION,
    notes: "First idea",
  });
  await trader.post(`/strategies/${strategy.strategy_id}/versions`, {
    text: DEFINITION.replace("value: 2", "value: 3"),
    notes: "A wider stop",
    based_on: 1,
  });
  return {
    places: [
      { name: "home", path: "/", heading: "Home" },
      { name: "alerts", path: "/alerts", heading: "Alerts" },
      { name: "alert", path: `/alerts/${filled?.alert_id}`, heading: "Alerts" },
      {
        name: "playground",
        path: `/alerts/playground?agent=${agent.agent_id}&sample=traders-post`,
        heading: "Alerts",
      },
      { name: "agents", path: "/alerts/agents", heading: "Alerts" },
      { name: "agent", path: `/alerts/agents/${agent.agent_id}`, heading: agent.name },
      { name: "agent-new", path: "/alerts/agents/new", heading: "Create an agent" },
      { name: "orders", path: "/orders", heading: "Orders" },
      { name: "order", path: `/orders/${orders[0]?.order_id}`, heading: "Orders" },
      { name: "positions", path: "/orders/positions", heading: "Orders" },
      { name: "executions", path: "/orders/executions", heading: "Orders" },
      { name: "ticket", path: "/orders/new?symbol=BTCUSD", heading: "Orders" },
      { name: "at-venue", path: "/orders/at-venue", heading: "Orders" },
      { name: "discrepancies", path: "/orders/discrepancies", heading: "Orders" },
      { name: "strategies", path: "/strategies", heading: "Strategies" },
      { name: "strategy-new", path: "/strategies/new", heading: "New strategy" },
      { name: "strategy", path: `/strategies/${strategy.strategy_id}`, heading: "Momentum" },
      { name: "versions", path: `/strategies/${strategy.strategy_id}/versions`, heading: "Versions" },
      { name: "market", path: "/market?symbol=BTCUSD", heading: "Market" },
      { name: "risk", path: "/risk", heading: "Risk" },
      { name: "profile", path: "/settings/profile", heading: "Settings" },
      { name: "accounts", path: "/settings/accounts", heading: "Settings" },
      { name: "api-keys", path: "/settings/api-keys", heading: "Settings" },
      { name: "audit", path: "/settings/audit", heading: "Settings" },
    ],
  };
}

export const doors: Place[] = [
  { name: "sign-in", path: "/sign-in", heading: "Sign in" },
  { name: "sign-up", path: "/sign-up", heading: "Create an account" },
];

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error("the orders were not filled in time");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
