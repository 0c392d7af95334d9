/** The documents of the API. */

export type Decimal = string;
export type Iso = string;

export interface LegalDocument {
  document: "risk_disclaimer" | "terms";
  version: string;
  title: string;
  text: string;
}
export interface Trader {
  user_id: string;
  email: string;
  display_name: string;
  timezone: string;
  preferences: Record<string, unknown>;
  is_demo: boolean;
  created_at: Iso;
}
export interface ApiKey {
  api_key_id: string;
  name: string;
  prefix: string;
  scopes: ("read" | "trade")[];
  created_at: Iso;
  last_used_at: Iso | null;
}
export interface PaperConfig {
  starting_cash?: Decimal;
  slippage_bps?: Decimal;
  fee_rate?: Decimal;
  latency_ms?: number;
  partial_fill_max?: Decimal | null;
}
export interface Account {
  account_id: string;
  broker: string;
  label: string;
  environment: "paper" | "live";
  currency: string;
  timezone: string;
  status: "active" | "disconnected" | "closed";
  config: PaperConfig;
  cash: Decimal;
  equity: Decimal;
  day_pnl: Decimal;
  unrealised_pnl: Decimal;
  created_at: Iso;
}
export interface EquityPoint {
  at: Iso;
  equity: Decimal;
  cash: Decimal;
}
export interface Instrument {
  symbol: string;
  name: string;
  market: "stocks" | "crypto" | "forex" | "futures";
  currency: string;
  tick: Decimal;
  lot_step: Decimal;
  lot_smallest: Decimal;
  multiplier: Decimal;
  notional_min: Decimal;
}
export interface Quote {
  symbol: string;
  bid: Decimal;
  ask: Decimal;
  last: Decimal;
  at: Iso;
}
export interface Bar {
  opened_at: Iso;
  open: Decimal;
  high: Decimal;
  low: Decimal;
  close: Decimal;
  volume: Decimal;
}
export type Side = "buy" | "sell";
export type SizingMode = "fixed" | "notional" | "percent_equity" | "risk_percent";
export type ProtectionMode = "price" | "percent" | "risk_reward";
export interface Sizing {
  mode: SizingMode;
  value: Decimal;
}
export interface Protection {
  mode: ProtectionMode;
  value: Decimal;
}
export interface Limits {
  loss_daily_max: Decimal | null;
  trades_daily_max: number | null;
  positions_max: number | null;
  order_notional_max: Decimal | null;
}
export interface AgentInput {
  name: string;
  account_ids: string[];
  sizing: Sizing;
  sizing_from_alert: boolean;
  symbols: string[];
  sides: Side[];
  opposite: "reverse" | "close" | "ignore";
  stop_loss: Protection | null;
  take_profit: Protection | null;
  signal_age_max_s: number;
  limits: Limits;
  /** Left out keeps the present one, null is none. */
  passphrase?: string | null;
  note?: string;
}
export interface Agent extends AgentInput {
  agent_id: string;
  has_passphrase: boolean;
  /** What is allowed and yet probably a mistake; told after a change. */
  warnings?: string[];
  status: "active" | "paused" | "deleted";
  version_id: string;
  version_number: number;
  url: string;
  token_prefix: string;
  created_at: Iso;
  updated_at: Iso;
}
export interface AgentVersion {
  version_id: string;
  number: number;
  note: string;
  created_at: Iso;
  document: Omit<AgentInput, "name" | "note">;
}
export interface AlertReceipt {
  alert_id: string;
  correlation_id: string;
  outcome: string;
  duplicate: boolean;
}
export interface Signal {
  signal_id: string;
  account_id: string;
  source: "alert" | "api" | "manual" | "kill_switch";
  state: "pending" | "ordered" | "denied" | "ignored" | "done" | "failed";
  reason_code: string | null;
  reason: string | null;
}
export interface Intent {
  action?: string;
  symbol?: string | null;
  [key: string]: unknown;
}
export interface Alert {
  alert_id: string;
  agent_id: string;
  agent_name: string | null;
  route: "tv" | "unify" | "test";
  outcome: "accepted" | "duplicate" | "refused";
  reason_code: string | null;
  reason: string | null;
  duplicate_of: string | null;
  intent: Intent | null;
  body: string;
  received_at: Iso;
  signals: Signal[];
}
export interface TimelineStep {
  step: "received" | "parsed" | "sized" | "risk" | "order" | "venue" | "fill";
  at: Iso;
  status: "ok" | "waiting" | "refused" | "failed";
  title: string;
  detail: string;
  data: Record<string, unknown>;
}
export interface Timeline {
  correlation_id: string;
  steps: TimelineStep[];
}
export type OrderState =
  | "held"
  | "submitting"
  | "unknown"
  | "working"
  | "partly_filled"
  | "filled"
  | "cancelled"
  | "rejected"
  | "expired"
  | "not_placed";
export interface Order {
  order_id: string;
  client_order_id: string;
  venue_order_id: string | null;
  account_id: string;
  signal_id: string;
  correlation_id: string;
  parent_order_id: string | null;
  leg: "entry" | "stop" | "target" | "exit";
  symbol: string;
  side: Side;
  type: "market" | "limit" | "stop" | "stop_limit";
  quantity: Decimal;
  filled_quantity: Decimal;
  remaining: Decimal;
  limit_price: Decimal | null;
  stop_price: Decimal | null;
  average_price: Decimal | null;
  time_in_force: string;
  reduce_only: boolean;
  tag: string | null;
  state: OrderState;
  cancel_requested: boolean;
  reason: string | null;
  created_at: Iso;
  submitted_at: Iso | null;
  updated_at: Iso;
}
export interface Execution {
  execution_id: string;
  account_id: string;
  order_id: string | null;
  venue_execution_id: string;
  symbol: string;
  side: Side;
  quantity: Decimal;
  price: Decimal;
  fee: Decimal;
  realised: Decimal;
  occurred_at: Iso;
}
export interface Position {
  account_id: string;
  symbol: string;
  quantity: Decimal;
  average_price: Decimal;
  mark_price: Decimal | null;
  unrealised_pnl: Decimal | null;
  realised: Decimal;
  fees: Decimal;
  opened_at: Iso | null;
}
export interface KillSwitch {
  scope: "user" | "account";
  scope_id: string;
  level: "none" | "entries_paused";
  reason: string;
  set_by: string;
  set_at: Iso;
}
export interface RiskUsage {
  account_id: string;
  loss_daily: Decimal | null;
  trades_daily: number;
  positions: number;
}
export interface Risk {
  user: Limits;
  accounts: Record<string, Limits>;
  kill_switch: KillSwitch[];
  usage: RiskUsage[];
}
export interface HealthComponent {
  name: string;
  status: "ok" | "degraded" | "down";
  detail: string | null;
  age_s: number | null;
}
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
