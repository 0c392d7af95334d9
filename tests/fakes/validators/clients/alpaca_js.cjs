// A day at the fake Alpaca with the vendor's JavaScript SDK. Lines: we say `ready`, the market moves, we tell our facts.
const { createInterface } = require("node:readline");
const { marketData, streaming, trading } = require("@alpacahq/alpaca-trade-api");

const [url, streamUrl, dataUrl, keyId, secret] = process.argv.slice(2);

async function refusalOf(work) {
  try {
    await work;
    return "taken";
  } catch (error) {
    return `${error.status ?? error.response?.status} ${error.code ?? error.body?.code ?? ""}`;
  }
}

async function until(check) {
  for (let left = 200; left > 0 && !check(); left -= 1) await new Promise((done) => setTimeout(done, 50));
  return check();
}

async function main() {
  const tradingConfig = new trading.Configuration({ keyId, secret, basePath: url });
  const dataConfig = new marketData.Configuration({ keyId, secret, basePath: url });
  const orders = new trading.OrdersApi(tradingConfig);
  const heard = [];
  const quotes = [];
  const updates = new streaming.TradingStream({ credentials: { keyId, secret }, url: streamUrl });
  updates.onTradeUpdate((update) => heard.push(`${update.event} ${update.order.symbol}`));
  updates.onConnect(() => updates.subscribeTradeUpdates());
  updates.connect();
  const ticks = new streaming.StockDataStream({ credentials: { keyId, secret }, feed: "iex", url: `${dataUrl}/v2/iex` });
  ticks.onQuote((quote) => quotes.push(quote.bidPrice));
  ticks.onConnect(() => ticks.subscribeForQuotes(["AAPL"]));
  ticks.connect();

  const post = (postOrderRequest) => orders.postOrder({ postOrderRequest });
  const account = await new trading.AccountsApi(tradingConfig).getAccount();
  const assets = await new trading.AssetsApi(tradingConfig).getV2Assets({});
  const clock = await new trading.ClockApi(tradingConfig).legacyClock();
  const entry = await post({
    symbol: "AAPL", qty: "10", side: "buy", type: "market", timeInForce: "day", clientOrderId: "bracket", orderClass: "bracket",
    takeProfit: { limitPrice: "250" }, stopLoss: { stopPrice: "200", limitPrice: "199" },
  });
  const found = await orders.getOrderByClientOrderId({ clientOrderId: "bracket" });
  await post({ symbol: "SPY", notional: "250", side: "buy", type: "market", timeInForce: "day" });
  await post({ symbol: "BTC/USD", qty: "0.1", side: "buy", type: "market", timeInForce: "gtc" });
  const limit = await post({ symbol: "MSFT", qty: "3", side: "buy", type: "limit", limitPrice: "400", timeInForce: "day" });
  const replaced = await orders.patchOrderByOrderId({ orderId: limit.id, patchOrderRequest: { qty: "4", limitPrice: "401.5" } });
  await orders.deleteOrderByOrderID({ orderId: replaced.id });
  await post({ symbol: "META", qty: "1", side: "sell", type: "trailing_stop", trailPercent: "2", timeInForce: "gtc" });
  const refusal = await refusalOf(
    post({ symbol: "F", qty: "1", side: "buy", type: "market", timeInForce: "day", clientOrderId: "bracket" }),
  );
  const everything = await orders.getAllOrders({ status: "all", nested: true });
  const positions = await new trading.PositionsApi(tradingConfig).getAllOpenPositions();
  const activities = await new trading.AccountActivitiesApi(tradingConfig).getAccountActivitiesByActivityType({
    activityType: "FILL", pageSize: 2,
  });
  const bars = await new marketData.StockApi(dataConfig).stockBars({ symbols: "AAPL", timeframe: "1Hour", limit: 5 });

  process.stdout.write("ready\n");
  await new Promise((done) => createInterface({ input: process.stdin }).once("line", done));
  const facts = {
    account: [account.status, account.cash],
    assets: assets.length,
    is_open: clock.isOpen,
    entry: [entry.orderClass, entry.legs.length],
    found: found.id === entry.id,
    replaces: replaced.replaces === limit.id,
    refusal,
    orders: everything.length,
    positions: positions.map((one) => one.symbol).sort(),
    activities: activities.length,
    bars: bars.bars.AAPL.length > 0,
    heard: (await until(() => heard.includes("fill F"))) && heard.slice(-2),
    quoted: (await until(() => quotes.length > 0)) && quotes.slice(0, 1),
  };
  process.stdout.write(`${JSON.stringify(facts)}\n`);
  process.exit(0);
}

main().catch((error) => {
  process.stderr.write(`${error.stack ?? error}\n`);
  process.exit(1);
});
