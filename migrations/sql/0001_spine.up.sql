-- The spine: tenants, agents, alerts, signals, orders, executions, positions, the paper venue, and the outbox.
-- Kind: pre (nothing older runs). Every table with a user_id is made a tenant table by app.make_tenant_table.

create schema app;

-- Roles -------------------------------------------------------------------------------------------------------
-- One role for each process role, each with the least it needs; `tw_door` owns the few functions that must look
-- across tenants (finding who a token belongs to, storing alerts, handing signals to the executor that holds the shard).
do $$
declare
  role_name text;
begin
  foreach role_name in array array['tw_gateway', 'tw_executor', 'tw_worker', 'tw_feeder', 'tw_scheduler', 'tw_door'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      begin
        execute format('create role %I nologin nosuperuser nocreatedb nocreaterole noinherit', role_name);
      exception when duplicate_object or unique_violation then
        null; -- roles belong to the cluster: another of its databases was migrated at this very moment
      end;
    end if;
  end loop;
  -- An owner that is no superuser (hosted PostgreSQL) must be a member of tw_door to hand functions to it.
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant tw_door to %I', current_user);
  end if;
end $$;

grant usage on schema app to tw_gateway, tw_executor, tw_worker, tw_feeder, tw_scheduler, tw_door;

-- Tenant session ----------------------------------------------------------------------------------------------
-- The one user this transaction acts for. Raises when none is set (also after the transaction that set it: '' is no uuid).
create function app.current_user_id() returns uuid
  language sql stable
  as $$ select current_setting('app.user_id')::uuid $$;

-- The users this executor transaction acts for: exactly those whose shard it has locked. Raises when none are set.
create function app.acting_user_ids() returns uuid[]
  language sql stable
  as $$ select current_setting('app.user_ids')::uuid[] $$;

create procedure app.make_tenant_table(table_name text)
  language plpgsql
  as $$
begin
  execute format('alter table app.%I enable row level security', table_name);
  execute format('alter table app.%I force row level security', table_name);
  execute format(
    'create policy %I on app.%I for all to tw_gateway, tw_worker, tw_scheduler
       using (user_id = (select app.current_user_id())) with check (user_id = (select app.current_user_id()))',
    table_name || '_owner', table_name);
  execute format(
    'create policy %I on app.%I for all to tw_executor
       using (user_id = any ((select app.acting_user_ids())::uuid[]))
       with check (user_id = any ((select app.acting_user_ids())::uuid[]))',
    table_name || '_shard', table_name);
end $$;

-- Accounts ----------------------------------------------------------------------------------------------------
create table app.trader (
  user_id        uuid primary key,
  email          text not null,
  email_key      text not null constraint trader_email_unique unique,   -- lower-cased, trimmed
  password_hash  text not null,                                        -- argon2id
  display_name   text not null default '',
  timezone       text not null default 'UTC',
  preferences    jsonb not null default '{}',
  status         text not null default 'active' constraint trader_status_known check (status in ('active', 'suspended')),
  is_demo        boolean not null default false,
  shard_id       smallint not null constraint trader_shard_positive check (shard_id >= 0),
  created_at     timestamptz not null
);

create table app.legal_acceptance (
  user_id      uuid not null references app.trader on delete cascade,
  document     text not null constraint legal_document_known check (document in ('risk_disclaimer', 'terms', 'tradingview_notice')),
  version      text not null,
  accepted_at  timestamptz not null,
  remote_ip    text,
  primary key (user_id, document, version)
);

create table app.session (
  user_id        uuid not null references app.trader on delete cascade,
  session_id     uuid not null,
  refresh_hash   bytea not null constraint session_refresh_unique unique,
  previous_hash  bytea,                -- the token that was just rotated away: seeing it again is theft
  rotated_at     timestamptz,
  user_agent     text,
  remote_ip      text,
  created_at     timestamptz not null,
  last_used_at   timestamptz not null,
  expires_at     timestamptz not null,
  revoked_at     timestamptz,
  primary key (user_id, session_id)
);
create index session_previous on app.session (previous_hash) where previous_hash is not null;

create table app.api_key (
  user_id       uuid not null references app.trader on delete cascade,
  api_key_id    uuid not null,
  name          text not null,
  prefix        text not null,
  key_hash      bytea not null constraint api_key_hash_unique unique,
  scopes        text[] not null constraint api_key_scopes_known check (scopes <@ array['read', 'trade'] and cardinality(scopes) > 0),
  created_at    timestamptz not null,
  last_used_at  timestamptz,
  revoked_at    timestamptz,
  primary key (user_id, api_key_id)
);

-- Not a tenant table: it is written before anyone is known. Subjects are hashes, never addresses.
create table app.sign_in_attempt (
  subject_hash  bytea not null,
  window_start  timestamptz not null,
  failures      integer not null constraint sign_in_failures_positive check (failures > 0),
  primary key (subject_hash, window_start)
);

-- Brokerage ---------------------------------------------------------------------------------------------------
create table app.account (
  user_id       uuid not null references app.trader on delete cascade,
  account_id    uuid not null,
  broker        text not null,
  label         text not null,
  environment   text not null constraint account_environment_known check (environment in ('paper', 'live')),
  currency      text not null,
  timezone      text not null default 'UTC',            -- where its trading day begins
  config        jsonb not null default '{}',            -- paper: starting_cash, slippage_bps, fee_rate, latency_ms, …
  credential    bytea,                                  -- vault envelope, null for paper
  status        text not null default 'active' constraint account_status_known check (status in ('active', 'disconnected', 'closed')),
  created_at    timestamptz not null,
  primary key (user_id, account_id),
  constraint account_id_unique unique (account_id)
);

create table app.equity_point (
  user_id     uuid not null,
  account_id  uuid not null,
  at          timestamptz not null,
  equity      numeric not null,
  cash        numeric not null,
  primary key (user_id, account_id, at),
  foreign key (user_id, account_id) references app.account on delete cascade
);

-- Market reference data: no tenant ----------------------------------------------------------------------------
create table app.instrument (
  symbol        text primary key,
  name          text not null,
  market        text not null constraint instrument_market_known check (market in ('stocks', 'crypto', 'forex', 'futures')),
  currency      text not null,
  tick          numeric not null constraint instrument_tick_positive check (tick > 0),
  lot_step      numeric not null constraint instrument_lot_positive check (lot_step > 0),
  lot_smallest  numeric not null constraint instrument_smallest_positive check (lot_smallest > 0),
  multiplier    numeric not null constraint instrument_multiplier_positive check (multiplier > 0),
  notional_min  numeric not null default 0,
  source        text not null,
  updated_at    timestamptz not null
);

create table app.bar (
  symbol     text not null references app.instrument on delete cascade,
  timeframe  text not null,
  opened_at  timestamptz not null,
  open       numeric not null,
  high       numeric not null,
  low        numeric not null,
  close      numeric not null,
  volume     numeric not null,
  primary key (symbol, timeframe, opened_at)
);

-- Risk --------------------------------------------------------------------------------------------------------
create table app.risk_limit (
  user_id             uuid not null references app.trader on delete cascade,
  scope               text not null constraint risk_limit_scope_known check (scope in ('user', 'account')),
  scope_id            uuid not null,                    -- user_id or account_id
  loss_daily_max      numeric constraint risk_loss_positive check (loss_daily_max > 0),
  trades_daily_max    integer constraint risk_trades_positive check (trades_daily_max >= 0),
  positions_max       integer constraint risk_positions_positive check (positions_max >= 0),
  order_notional_max  numeric constraint risk_notional_positive check (order_notional_max > 0),
  updated_at          timestamptz not null,
  primary key (user_id, scope, scope_id)
);

create table app.kill_switch (
  user_id   uuid not null references app.trader on delete cascade,
  scope     text not null constraint kill_switch_scope_known check (scope in ('user', 'account')),
  scope_id  uuid not null,
  level     text not null constraint kill_switch_level_known check (level in ('none', 'entries_paused')),
  reason    text not null default '',
  set_by    text not null,                              -- actor: 'user:<id>', 'api_key:<id>', 'system'
  set_at    timestamptz not null,
  primary key (user_id, scope, scope_id)
);

-- One row a user, bumped by every change that an executor must see before its next decision (limits, kill switch,
-- accounts, agents). An executor's commit share-locks it and compares: after the change has answered, no decision
-- made without it can commit.
create table app.user_control (
  user_id  uuid primary key references app.trader on delete cascade,
  epoch    bigint not null default 1
);

-- Agents and alerts -------------------------------------------------------------------------------------------
create table app.agent (
  user_id         uuid not null references app.trader on delete cascade,
  agent_id        uuid not null,
  name            text not null,
  status          text not null constraint agent_status_known check (status in ('active', 'paused', 'deleted')),
  token_hash      bytea not null constraint agent_token_unique unique,   -- sha-256 of the path token
  token_prefix    text not null,                                         -- first characters, to recognise it
  token_sealed    bytea not null,                                        -- vault envelope, so the owner can see the URL again
  signing_sealed  bytea not null,                                        -- vault envelope of the HMAC secret
  version_id      uuid not null,
  version_number  integer not null,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  primary key (user_id, agent_id),
  constraint agent_id_unique unique (agent_id)
);

create table app.agent_version (
  user_id     uuid not null,
  agent_id    uuid not null,
  version_id  uuid not null,
  number      integer not null constraint agent_version_positive check (number > 0),
  document    jsonb not null,                            -- accounts, sizing, symbols, sides, stop, target, limits
  note        text not null default '',
  created_at  timestamptz not null,
  primary key (user_id, agent_id, version_id),
  constraint agent_version_number_unique unique (agent_id, number),
  foreign key (user_id, agent_id) references app.agent on delete cascade
);

create sequence app.alert_sequence;

create table app.alert (
  user_id         uuid not null references app.trader on delete cascade,
  alert_id        uuid not null,
  sequence        bigint not null,
  agent_id        uuid not null,
  version_id      uuid not null,
  correlation_id  uuid not null,
  route           text not null constraint alert_route_known check (route in ('tv', 'unify', 'test')),
  body            bytea not null,                        -- exactly as received, secrets redacted
  content_type    text not null default '',
  remote_ip       text,
  outcome         text not null constraint alert_outcome_known check (outcome in ('accepted', 'duplicate', 'refused')),
  reason_code     text,                                  -- why refused, stable code
  reason          text,
  duplicate_of    uuid,
  intent          jsonb,                                 -- what was understood, null when nothing was
  received_at     timestamptz not null,
  committed_at    timestamptz not null,
  primary key (user_id, alert_id)
);
create index alert_recent on app.alert (user_id, sequence desc);
create index alert_by_agent on app.alert (user_id, agent_id, sequence desc);

-- Who was seen already. `identity` is a hash of the explicit id, or of content and time, or of content and flip.
create table app.alert_identity (
  user_id   uuid not null,
  agent_id  uuid not null,
  identity  bytea not null,
  alert_id  uuid not null,
  seen_at   timestamptz not null,
  expires_at timestamptz not null,
  primary key (agent_id, identity)
);
create index alert_identity_user on app.alert_identity (user_id, agent_id);
create index alert_identity_expiry on app.alert_identity (expires_at);

-- The last direction an agent was told for a symbol; `flips` counts changes, so that long, short, long is three alerts.
create table app.agent_direction (
  user_id   uuid not null,
  agent_id  uuid not null,
  symbol    text not null,
  action    text not null,
  flips     bigint not null default 0,
  primary key (agent_id, symbol)
);
create index agent_direction_user on app.agent_direction (user_id, agent_id);

-- Replays of a signed request: a signature is good once.
create table app.webhook_signature (
  user_id    uuid not null,
  agent_id   uuid not null,
  signature  bytea not null,
  seen_at    timestamptz not null,
  primary key (agent_id, signature)
);
create index webhook_signature_user on app.webhook_signature (user_id, agent_id);
create index webhook_signature_age on app.webhook_signature (seen_at);

-- Signals and orders ------------------------------------------------------------------------------------------
create sequence app.signal_sequence;

create table app.signal (
  user_id           uuid not null references app.trader on delete cascade,
  signal_id         uuid not null,
  sequence          bigint not null default nextval('app.signal_sequence'),
  account_id        uuid not null,
  shard_id          smallint not null,
  source            text not null constraint signal_source_known check (source in ('alert', 'api', 'manual', 'kill_switch')),
  alert_id          uuid,
  agent_id          uuid,
  agent_version_id  uuid,
  correlation_id    uuid not null,
  intent            jsonb not null,
  state             text not null default 'pending' constraint signal_state_known
                      check (state in ('pending', 'ordered', 'denied', 'ignored', 'done', 'failed')),
  reason_code       text,
  reason            text,
  decision          jsonb,                               -- the sizing sum, each risk rule with limit and value
  received_at       timestamptz not null,
  decided_at        timestamptz,
  primary key (user_id, signal_id)
);
create index signal_pending on app.signal (shard_id, sequence) where state = 'pending';
create index signal_recent on app.signal (user_id, sequence desc);
create index signal_by_alert on app.signal (user_id, alert_id) where alert_id is not null;

create sequence app.order_sequence;

create table app.trade_order (
  user_id          uuid not null references app.trader on delete cascade,
  order_id         uuid not null,
  sequence         bigint not null default nextval('app.order_sequence'),
  client_order_id  text not null,
  account_id       uuid not null,
  signal_id        uuid not null,
  correlation_id   uuid not null,
  parent_order_id  uuid,
  leg              text not null constraint order_leg_known check (leg in ('entry', 'stop', 'target', 'exit')),
  symbol           text not null,
  side             text not null constraint order_side_known check (side in ('buy', 'sell')),
  order_type       text not null constraint order_type_known check (order_type in ('market', 'limit', 'stop', 'stop_limit')),
  quantity         numeric not null constraint order_quantity_positive check (quantity > 0),
  limit_price      numeric constraint order_limit_positive check (limit_price > 0),
  stop_price       numeric constraint order_stop_positive check (stop_price > 0),
  time_in_force    text not null constraint order_tif_known check (time_in_force in ('day', 'gtc', 'ioc', 'fok')),
  reduce_only      boolean not null,
  tag              text,
  state            text not null constraint order_state_known check (state in
                     ('held', 'submitting', 'unknown', 'working', 'partly_filled', 'filled', 'cancelled', 'rejected', 'expired', 'not_placed')),
  venue_order_id   text,
  filled_quantity  numeric not null default 0 constraint order_filled_positive check (filled_quantity >= 0),
  average_price    numeric,
  cancel_requested boolean not null default false,
  reason           text,
  event_count      integer not null default 0,
  created_at       timestamptz not null,
  submitted_at     timestamptz,
  updated_at       timestamptz not null,
  primary key (user_id, order_id),
  constraint order_client_id_unique unique (account_id, client_order_id)
);
create index order_recent on app.trade_order (user_id, sequence desc);
create index order_live on app.trade_order (user_id, account_id)
  where state in ('held', 'submitting', 'unknown', 'working', 'partly_filled');
create index order_by_signal on app.trade_order (user_id, signal_id);

create table app.order_event (
  user_id      uuid not null references app.trader on delete cascade,
  order_id     uuid not null,
  number       integer not null,
  kind         text not null,
  data         jsonb not null,
  occurred_at  timestamptz not null,                     -- the venue's clock, or ours for our own acts
  recorded_at  timestamptz not null,
  primary key (user_id, order_id, number)
);

create sequence app.execution_sequence;

create table app.execution (
  user_id             uuid not null references app.trader on delete cascade,
  execution_id        uuid not null,
  sequence            bigint not null default nextval('app.execution_sequence'),
  account_id          uuid not null,
  order_id            uuid,                              -- null when the venue filled something that is not ours
  correlation_id      uuid,
  venue_execution_id  text not null,
  venue_order_id      text not null,
  symbol              text not null,
  side                text not null constraint execution_side_known check (side in ('buy', 'sell')),
  quantity            numeric not null constraint execution_quantity_positive check (quantity > 0),
  price               numeric not null constraint execution_price_positive check (price > 0),
  fee                 numeric not null,
  realised            numeric not null,                  -- profit or loss this execution locked in, before its fee
  occurred_at         timestamptz not null,
  recorded_at         timestamptz not null,
  primary key (user_id, execution_id),
  constraint execution_venue_id_unique unique (account_id, venue_execution_id)
);
create index execution_recent on app.execution (user_id, sequence desc);
create index execution_by_order on app.execution (user_id, order_id);

-- The fold of executions, kept so that reading it costs one row.
create table app.position (
  user_id        uuid not null references app.trader on delete cascade,
  account_id     uuid not null,
  symbol         text not null,
  quantity       numeric not null,                       -- signed, units
  average_price  numeric not null,
  realised       numeric not null,
  fees           numeric not null,
  opened_at      timestamptz,
  updated_at     timestamptz not null,
  primary key (user_id, account_id, symbol)
);

-- Cash and the trading day of one account, as its single writer last committed them.
create table app.account_book (
  user_id           uuid not null,
  account_id        uuid not null,
  starting_cash     numeric not null,
  realised          numeric not null default 0,
  fees              numeric not null default 0,
  trading_day       date,
  day_equity_start  numeric,
  day_trades        integer not null default 0,
  fill_cursor       text,                                -- where to go on reading the venue's fills
  updated_at        timestamptz not null,
  primary key (user_id, account_id),
  foreign key (user_id, account_id) references app.account on delete cascade
);

-- The paper venue's own book. The paper adapter alone touches these; they are to us what a broker's database is. ----
create table app.paper_order (
  user_id          uuid not null references app.trader on delete cascade,
  account_id       uuid not null,
  venue_order_id   text not null,
  client_order_id  text not null,
  parent_client_order_id text,
  symbol           text not null,
  side             text not null,
  order_type       text not null,
  quantity         numeric not null,
  filled_quantity  numeric not null default 0,
  limit_price      numeric,
  stop_price       numeric,
  time_in_force    text not null,
  reduce_only      boolean not null,
  state            text not null,
  triggered        boolean not null default false,
  reason           text,
  received_at      timestamptz not null,
  updated_at       timestamptz not null,
  primary key (user_id, account_id, venue_order_id),
  constraint paper_client_id_unique unique (account_id, client_order_id)
);
create index paper_order_live on app.paper_order (user_id, account_id) where state in ('held', 'working', 'partly_filled');

create sequence app.paper_execution_sequence;

create table app.paper_execution (
  user_id             uuid not null references app.trader on delete cascade,
  account_id          uuid not null,
  sequence            bigint not null default nextval('app.paper_execution_sequence'),
  venue_execution_id  text not null,
  venue_order_id      text not null,
  client_order_id     text not null,
  symbol              text not null,
  side                text not null,
  quantity            numeric not null,
  price               numeric not null,
  fee                 numeric not null,
  occurred_at         timestamptz not null,
  primary key (user_id, account_id, venue_execution_id)
);
create index paper_execution_cursor on app.paper_execution (user_id, account_id, sequence);

-- Audit, idempotency, outbox ----------------------------------------------------------------------------------
create table app.audit_entry (
  user_id         uuid not null references app.trader on delete cascade,
  audit_id        uuid not null,
  actor           text not null,
  action          text not null,
  subject         text not null,
  before          jsonb,
  after           jsonb,
  correlation_id  uuid,
  at              timestamptz not null,
  primary key (user_id, audit_id)
);
create index audit_recent on app.audit_entry (user_id, at desc);

create table app.idempotency_key (
  user_id       uuid not null references app.trader on delete cascade,
  key           text not null,
  request_hash  bytea not null,
  status        integer,                                 -- null while the first request is still running
  response      jsonb,
  created_at    timestamptz not null,
  primary key (user_id, key)
);
create index idempotency_age on app.idempotency_key (created_at);

create table app.outbox (
  outbox_id   bigint generated always as identity,
  user_id     uuid not null references app.trader on delete cascade,
  events      json not null,                             -- [{"type": …, "data": {…}}], all of one commit; passed on unparsed
  created_at  timestamptz not null default now(),
  primary key (user_id, outbox_id)
);
create index outbox_order on app.outbox (outbox_id);
-- Rows live for milliseconds: compressing them costs more than it saves.
alter table app.outbox alter column events set storage external;

-- Who does what: members, shard leases, named leases. No tenant. ------------------------------------------------
-- An executor is a member. Its every commit share-locks its own row and checks that it is not fenced; whoever takes
-- its shards locks the row first, so a paused executor that wakes up late can commit nothing.
create table app.member (
  member_id     uuid primary key,
  role          text not null,
  hostname      text not null,
  pid           integer not null,
  fenced        boolean not null default false,
  started_at    timestamptz not null,
  heartbeat_at  timestamptz not null
);

create table app.shard (
  shard_id   smallint primary key,
  member_id  uuid references app.member on delete set null,
  taken_at   timestamptz
);

create table app.lease (
  name        text primary key,                          -- 'relay', 'feeder:simulated', …
  holder      uuid not null,
  epoch       bigint not null,
  expires_at  timestamptz not null
);

-- Tenant tables ------------------------------------------------------------------------------------------------
do $$
declare
  name text;
begin
  foreach name in array array[
    'trader', 'legal_acceptance', 'session', 'api_key', 'account', 'equity_point', 'risk_limit', 'kill_switch', 'user_control',
    'agent', 'agent_version', 'alert', 'alert_identity', 'agent_direction', 'webhook_signature', 'signal', 'trade_order',
    'order_event', 'execution', 'position', 'account_book', 'paper_order', 'paper_execution', 'audit_entry', 'idempotency_key', 'outbox']
  loop
    call app.make_tenant_table(name);
  end loop;
end $$;

-- The relay reads every user's outbox and deletes what the bus has: its one look across tenants, on this table alone.
create policy outbox_relay on app.outbox for all to tw_scheduler using (true) with check (true);
drop policy outbox_owner on app.outbox;
create policy outbox_owner on app.outbox for insert to tw_gateway, tw_worker with check (user_id = (select app.current_user_id()));
-- `insert … returning outbox_id` needs to see the row it made.
create policy outbox_own_rows on app.outbox for select to tw_gateway, tw_worker using (user_id = (select app.current_user_id()));

-- Grants --------------------------------------------------------------------------------------------------------
grant select, insert, update on app.trader to tw_gateway;
grant select, insert on app.legal_acceptance to tw_gateway;
grant select, insert, update, delete on app.session, app.api_key to tw_gateway;
grant select, insert, update, delete on app.sign_in_attempt to tw_gateway, tw_scheduler;
grant select, insert, update on app.account, app.account_book to tw_gateway;
grant select, insert on app.equity_point to tw_gateway;
grant select on app.instrument, app.bar to tw_gateway, tw_executor, tw_worker, tw_feeder, tw_scheduler;
grant insert, update on app.instrument, app.bar to tw_feeder;
grant delete on app.bar to tw_feeder;
grant select, insert, update, delete on app.risk_limit, app.kill_switch to tw_gateway;
grant select, insert, update on app.user_control to tw_gateway;
grant select, insert, update on app.agent to tw_gateway;
grant select, insert on app.agent_version to tw_gateway;
grant select on app.alert, app.trade_order, app.order_event, app.execution, app.position to tw_gateway;
grant select, insert on app.signal to tw_gateway;
grant select, insert on app.audit_entry to tw_gateway, tw_executor;
grant select, insert, update, delete on app.idempotency_key to tw_gateway;
grant select, insert on app.outbox to tw_gateway, tw_worker, tw_executor;
grant select, delete on app.outbox to tw_scheduler;
grant usage on all sequences in schema app to tw_gateway, tw_executor, tw_door, tw_worker;

grant select on app.trader, app.account, app.risk_limit, app.kill_switch, app.agent, app.agent_version, app.alert to tw_executor;
grant select, update on app.user_control, app.signal to tw_executor;  -- update: `for share` asks for it
grant select, insert, update on app.trade_order, app.position, app.account_book, app.equity_point to tw_executor;
grant select, insert on app.order_event, app.execution to tw_executor;
grant select, insert, update on app.paper_order to tw_executor;
grant select, insert on app.paper_execution to tw_executor;

grant select, insert, update, delete on app.member, app.lease to tw_gateway, tw_executor, tw_worker, tw_feeder, tw_scheduler;
grant select, insert, update on app.shard to tw_executor;
grant select on app.shard to tw_gateway, tw_scheduler;

-- The door: the only ways across tenants. ----------------------------------------------------------------------
grant select on app.trader, app.session, app.api_key, app.account, app.agent_version, app.trade_order, app.position, app.shard, app.member to tw_door;
grant select, update on app.agent, app.signal to tw_door;
grant insert on app.alert, app.signal, app.outbox to tw_door;
grant select, insert, update, delete on app.alert_identity, app.agent_direction, app.webhook_signature to tw_door;
grant delete on app.idempotency_key, app.session to tw_door;
grant select (created_at, status) on app.idempotency_key to tw_door;

create policy trader_door on app.trader for select to tw_door using (true);
create policy session_door on app.session for all to tw_door using (true);
create policy api_key_door on app.api_key for select to tw_door using (true);
create policy account_door on app.account for select to tw_door using (true);
create policy agent_door on app.agent for all to tw_door using (true) with check (true);
create policy agent_version_door on app.agent_version for select to tw_door using (true);
create policy alert_door on app.alert for insert to tw_door with check (true);
create policy signal_door on app.signal for all to tw_door using (true) with check (true);
create policy outbox_door on app.outbox for insert to tw_door with check (true);
create policy alert_identity_door on app.alert_identity for all to tw_door using (true) with check (true);
create policy agent_direction_door on app.agent_direction for all to tw_door using (true) with check (true);
create policy webhook_signature_door on app.webhook_signature for all to tw_door using (true) with check (true);
create policy trade_order_door on app.trade_order for select to tw_door using (true);
create policy position_door on app.position for select to tw_door using (true);
create policy idempotency_key_door on app.idempotency_key for all to tw_door using (true);

-- Who has this e-mail address, for signing in.
create function app.find_trader_by_email(wanted text)
  returns table (user_id uuid, password_hash text, status text)
  language sql stable security definer set search_path = app, pg_temp
  as $$ select t.user_id, t.password_hash, t.status from app.trader t where t.email_key = wanted $$;

-- Whose session a refresh token belongs to; `is_previous` says it was rotated away before (theft).
create function app.find_session(wanted bytea)
  returns table (user_id uuid, session_id uuid, is_previous boolean, rotated_at timestamptz, expires_at timestamptz, revoked_at timestamptz)
  language sql stable security definer set search_path = app, pg_temp
  as $$
    select s.user_id, s.session_id, s.previous_hash = wanted, s.rotated_at, s.expires_at, s.revoked_at
      from app.session s where s.refresh_hash = wanted or s.previous_hash = wanted limit 1
  $$;

-- Whose API key this is.
create function app.find_api_key(wanted bytea)
  returns table (user_id uuid, api_key_id uuid, scopes text[], revoked_at timestamptz, status text)
  language sql stable security definer set search_path = app, pg_temp
  as $$
    select k.user_id, k.api_key_id, k.scopes, k.revoked_at, t.status
      from app.api_key k join app.trader t using (user_id) where k.key_hash = wanted
  $$;

-- The agent a path token belongs to.
create function app.find_agent_by_token(wanted bytea)
  returns table (user_id uuid, agent_id uuid, status text, version_id uuid, document jsonb, shard_id smallint)
  language sql stable security definer set search_path = app, pg_temp
  as $$
    select a.user_id, a.agent_id, a.status, a.version_id, v.document, t.shard_id
      from app.agent a
      join app.agent_version v on v.user_id = a.user_id and v.agent_id = a.agent_id and v.version_id = a.version_id
      join app.trader t on t.user_id = a.user_id
     where a.token_hash = wanted and a.status <> 'deleted'
  $$;

-- The agent with this id, for the signed route, with its sealed signing secret.
create function app.find_agent_for_signature(wanted uuid)
  returns table (user_id uuid, agent_id uuid, status text, version_id uuid, document jsonb, shard_id smallint, signing_sealed bytea)
  language sql stable security definer set search_path = app, pg_temp
  as $$
    select a.user_id, a.agent_id, a.status, a.version_id, v.document, t.shard_id, a.signing_sealed
      from app.agent a
      join app.agent_version v on v.user_id = a.user_id and v.agent_id = a.agent_id and v.version_id = a.version_id
      join app.trader t on t.user_id = a.user_id
     where a.agent_id = wanted and a.status <> 'deleted'
  $$;

-- Pending signals of the shards this executor holds, oldest first; nothing for anyone who holds none.
create function app.claim_signals(wanted_member uuid, after_sequence bigint, at_most integer)
  returns table (user_id uuid, signal_id uuid, sequence bigint, account_id uuid, source text, alert_id uuid, agent_id uuid,
                 agent_version_id uuid, correlation_id uuid, intent jsonb, received_at timestamptz)
  language sql stable security definer set search_path = app, pg_temp
  as $$
    select s.user_id, s.signal_id, s.sequence, s.account_id, s.source, s.alert_id, s.agent_id,
           s.agent_version_id, s.correlation_id, s.intent, s.received_at
      from app.signal s
     where s.state = 'pending' and s.sequence > after_sequence
       and s.shard_id in (select h.shard_id from app.shard h join app.member m using (member_id)
                           where m.member_id = wanted_member and not m.fenced)
     order by s.sequence limit at_most
  $$;

-- Users of the shards this executor holds that have anything alive: a live order, a position, a pending signal.
create function app.list_live_users(wanted_member uuid)
  returns table (user_id uuid, shard_id smallint)
  language sql stable security definer set search_path = app, pg_temp
  as $$
    select t.user_id, t.shard_id
      from app.trader t
     where t.shard_id in (select h.shard_id from app.shard h join app.member m using (member_id)
                           where m.member_id = wanted_member and not m.fenced)
       and (exists (select from app.trade_order o where o.user_id = t.user_id
                     and o.state in ('held', 'submitting', 'unknown', 'working', 'partly_filled'))
         or exists (select from app.position p where p.user_id = t.user_id and p.quantity <> 0)
         or exists (select from app.signal s where s.user_id = t.user_id and s.state = 'pending'))
  $$;

-- Forget what has expired: identities, used signatures, idempotency keys, dead sessions. Called by the scheduler.
create function app.sweep_expired(moment timestamptz)
  returns bigint
  language plpgsql security definer set search_path = app, pg_temp
  as $$
declare
  swept bigint := 0;
  n bigint;
begin
  delete from app.alert_identity where expires_at < moment; get diagnostics n = row_count; swept := swept + n;
  delete from app.webhook_signature where seen_at < moment - interval '1 hour'; get diagnostics n = row_count; swept := swept + n;
  delete from app.idempotency_key where created_at < moment - interval '1 day'; get diagnostics n = row_count; swept := swept + n;
  delete from app.session where expires_at < moment - interval '7 days'; get diagnostics n = row_count; swept := swept + n;
  return swept;
end $$;

do $$
declare
  signature text;
begin
  foreach signature in array array[
    'app.find_trader_by_email(text)', 'app.find_session(bytea)', 'app.find_api_key(bytea)', 'app.find_agent_by_token(bytea)',
    'app.find_agent_for_signature(uuid)', 'app.claim_signals(uuid, bigint, integer)', 'app.list_live_users(uuid)',
    'app.sweep_expired(timestamptz)']
  loop
    execute format('grant create on schema app to tw_door');
    execute format('alter function %s owner to tw_door', signature);
    execute format('revoke all on function %s from public', signature);
  end loop;
  revoke create on schema app from tw_door;
end $$;
grant execute on function app.find_trader_by_email(text), app.find_session(bytea), app.find_api_key(bytea),
  app.find_agent_by_token(bytea), app.find_agent_for_signature(uuid) to tw_gateway;
grant execute on function app.claim_signals(uuid, bigint, integer), app.list_live_users(uuid) to tw_executor;
grant execute on function app.sweep_expired(timestamptz) to tw_scheduler;
