/** Documents as the API gives them; a test states only what matters to it. */
import type { Account, Discrepancy, Instrument, KillSwitch, Limits, Order, Risk, Trader } from "@/shared/api";

export const ACCOUNT_ID = "01a1fda9-7b5c-70ae-b831-03151afb6cc7";
const AT = "2026-11-21T10:31:45.244756Z";

export function aTrader(change: Partial<Trader> = {}): Trader {
  return {
    user_id: "01a1fda9-7b27-7a65-aee8-62cfb178712a",
    email: "ada@example.com",
    display_name: "Ada",
    timezone: "UTC",
    preferences: {},
    is_demo: false,
    acknowledged_risk_at: null,
    created_at: AT,
    ...change,
  };
}

export function anAccount(change: Partial<Account> = {}): Account {
  return {
    account_id: ACCOUNT_ID,
    broker: "paper",
    label: "Paper account",
    environment: "paper",
    currency: "USD",
    timezone: "UTC",
    status: "active",
    config: {
      starting_cash: "100000",
      slippage_bps: "1",
      fee_rate: "0.0005",
      latency_ms: 0,
      partial_fill_max: null,
    },
    link: null,
    connection: null,
    cash: "100000",
    equity: "100000",
    day_pnl: "0",
    unrealised_pnl: "0",
    created_at: AT,
    ...change,
  };
}

export function anInstrument(change: Partial<Instrument> = {}): Instrument {
  return {
    symbol: "BTCUSD",
    name: "Bitcoin",
    market: "crypto",
    currency: "USD",
    tick: "0.01",
    lot_step: "0.00001",
    lot_smallest: "0.00001",
    multiplier: "1",
    notional_min: "5",
    ...change,
  };
}

export function anOrder(change: Partial<Order> = {}): Order {
  return {
    order_id: "4d238f70-9ed9-59a2-befa-97939248b7d6",
    client_order_id: "2D4E7Q17PSB6HBXYMQJE94HDYP",
    venue_order_id: null,
    account_id: ACCOUNT_ID,
    signal_id: "01a1fda9-7bb4-7cb5-95c9-5bea00ef6544",
    correlation_id: "01a1fda9-7bb1-79eb-9aef-bcf9466d479e",
    parent_order_id: null,
    leg: "entry",
    symbol: "BTCUSD",
    side: "buy",
    type: "market",
    quantity: "0.07382",
    filled_quantity: "0",
    remaining: "0.07382",
    limit_price: null,
    stop_price: null,
    time_in_force: "gtc",
    reduce_only: false,
    tag: null,
    state: "working",
    reason: null,
    average_price: null,
    cancel_requested: false,
    trail_amount: null,
    trail_percent: null,
    activation_price: null,
    post_only: false,
    extended_hours: false,
    expires_at: null,
    cancel_at: null,
    is_managed: false,
    replaces: null,
    unknown_since: null,
    inquiry: null,
    origin: "signal",
    created_at: AT,
    submitted_at: AT,
    updated_at: AT,
    ...change,
  };
}

export function someLimits(change: Partial<Limits> = {}): Limits {
  return {
    loss_daily_max: null,
    loss_daily_percent_max: null,
    trades_daily_max: null,
    trades_open_max: null,
    positions_max: null,
    order_notional_max: null,
    position_notional_max: null,
    exposure_gross_max: null,
    exposure_net_max: null,
    leverage_max: null,
    symbols_allowed: [],
    symbols_denied: [],
    sessions: [],
    blackouts: [],
    cooldown_losses: null,
    cooldown_minutes: null,
    price_collar_percent: null,
    quote_age_max_s: null,
    duplicate_window_s: null,
    orders_per_minute_max: null,
    ...change,
  };
}

export function aRisk(change: Partial<Risk> = {}): Risk {
  return {
    user: someLimits(),
    accounts: {},
    kill_switch: [],
    usage: [],
    usage_user: { figures: [] },
    exposure: [],
    is_live: true,
    ...change,
  };
}

export function aKillSwitch(change: Partial<KillSwitch> = {}): KillSwitch {
  return {
    scope: "user",
    scope_id: "u",
    level: "entries_paused",
    reason: "",
    set_by: "user:u",
    set_at: AT,
    locked_until: null,
    ...change,
  };
}

export function aDiscrepancy(change: Partial<Discrepancy> = {}): Discrepancy {
  return {
    discrepancy_id: "7b0f0f6e-13a8-5d6b-9b6a-6c7a2f8c1d11",
    account_id: ACCOUNT_ID,
    symbol: "BTCUSD",
    kind: "position",
    order_id: null,
    ours: "1",
    venue: "3",
    state: "open",
    proposal: "adopt",
    explanation: "Our books hold 1 BTCUSD, the venue shows 3.",
    evidence: [],
    found_at: AT,
    resolved_at: null,
    resolved_by: null,
    ...change,
  };
}
