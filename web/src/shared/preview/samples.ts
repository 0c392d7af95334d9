/** One message of each format that is read as it is, for whoever wants to see what becomes of it. */

export interface Sample {
  name: string;
  title: string;
  body: string;
}

const json = (value: unknown) => JSON.stringify(value, null, 2);

export const samples: readonly Sample[] = [
  {
    name: "traders-post",
    title: "TradersPost, with stop and target",
    body: json({
      ticker: "BTCUSD",
      action: "buy",
      stopLoss: { type: "stop", percent: 2 },
      takeProfit: { percent: 4 },
    }),
  },
  {
    name: "tradingview",
    title: "TradingView strategy",
    body: json({ ticker: "ETHUSD", action: "sell", sentiment: "short", price: "2800" }),
  },
  { name: "exit", title: "Leaving a position", body: json({ ticker: "BTCUSD", action: "exit" }) },
  {
    name: "unify",
    title: "The unify.v1 envelope",
    body: json({
      version: "unify.v1",
      id: "7f3a",
      intent: { symbol: "AAPL", side: "sell", type: "market", qty: "3" },
    }),
  },
  { name: "words", title: "As one would say it", body: "buy BTCUSD 0.05 sl=2% tp=4%" },
  { name: "text", title: "key=value text", body: "ticker=BTCUSD action=buy quantity=0.05 sl=2%" },
  {
    name: "pine-connector",
    title: "PineConnector",
    body: "60123456789,buy,EURUSD,vol_lots=0.1,sl_pips=25,tp_pips=50",
  },
  {
    name: "three-commas",
    title: "3Commas signal bot",
    body: json({
      secret: "token",
      max_lag: "300",
      trigger_price: "64000",
      tv_instrument: "BTCUSD",
      action: "enter_long",
      bot_uuid: "uuid",
      order: { amount: "0.1", currency_type: "base" },
    }),
  },
  {
    name: "alertatron",
    title: "Alertatron",
    body: "MyKeys(BTCUSD) { market(side=buy, amount=10%); stopOrTakeProfit(tp=4%, sl=2%, position=0, reduceOnly=true); } #bot",
  },
  {
    name: "wunder-trading",
    title: "WunderTrading",
    body: "ENTER-LONG_Bybit_BTCUSD_Name_15M_8e34479cfe49027eda195457",
  },
  {
    name: "pick-my-trade",
    title: "PickMyTrade",
    body: json({
      symbol: "BTCUSD",
      data: "buy",
      quantity: "1",
      tp: 0,
      sl: 0,
      percentage_sl: "1",
      order_type: "MKT",
      token: "token",
      platform: "RITHMIC",
    }),
  },
  {
    name: "open-algo",
    title: "OpenAlgo",
    body: json({
      apikey: "key",
      strategy: "Long",
      symbol: "AAPL",
      exchange: "NASDAQ",
      action: "BUY",
      quantity: "5",
      pricetype: "MARKET",
      product: "MIS",
    }),
  },
];
