-- Statements of the executor: shards and fencing, loading one user's books, and the one commit of a turn.
-- Multi-row writes take one array for each column, so a turn costs one round trip a table however many orders it holds.

-- name: register_member!
-- Say that this executor is alive.
insert into app.member (member_id, role, hostname, pid, started_at, heartbeat_at)
values (:member_id, 'executor', :hostname, :pid, :now, :now);

-- name: beat_member!
-- Stay alive; touches nothing when somebody has fenced us.
update app.member set heartbeat_at = :now where member_id = :member_id and not fenced;

-- name: is_fenced$
-- Whether this member may still commit; null when its row is gone.
select fenced from app.member where member_id = :member_id;

-- name: hold_fence$
-- Lock our own row for the length of this transaction, and with it the shards of whom we act for: whoever takes them must wait
-- for this commit. A key share lock lets our own heartbeat pass, so that a commit that waits does not make us look dead.
-- Counts the shards that are ours; null when we are fenced. Our row comes first: so does it for whoever fences us.
with me as materialized (
  select member_id from app.member where member_id = :member_id and not fenced for key share),
held as materialized (
  select s.shard_id from app.shard s join me using (member_id) where s.shard_id = any(:shard_ids::smallint[]) for share of s)
select (select count(*) from held) from me;

-- name: remove_member!
delete from app.member where member_id = :member_id;

-- name: list_executors
-- Every executor that is registered, alive or not.
select member_id, hostname, pid, fenced, heartbeat_at from app.member where role = 'executor';

-- name: fence_member$
-- Take away a dead member's right to commit. Waits for a commit of its own that is under way.
with locked as (
  select member_id from app.member where member_id = :dead_id and heartbeat_at = :seen_at for update)
update app.member m set fenced = true from locked where m.member_id = locked.member_id returning m.member_id;

-- name: free_shards_of!
update app.shard set member_id = null, taken_at = null where member_id = :dead_id;

-- name: drop_fenced!
-- Forget members fenced long ago.
delete from app.member where fenced and heartbeat_at < :before;

-- name: ensure_shards!
insert into app.shard (shard_id) select generate_series(0, :shard_count - 1)::smallint on conflict do nothing;

-- name: list_held_shards
select shard_id from app.shard where member_id = :member_id order by shard_id;

-- name: take_free_shards
-- Take up to :at_most shards that nobody holds, leaving rows another member is taking.
update app.shard set member_id = :member_id, taken_at = :now
 where shard_id in (select shard_id from app.shard where member_id is null order by shard_id limit :at_most for update skip locked)
returning shard_id;

-- name: release_shards!
update app.shard set member_id = null, taken_at = null where member_id = :member_id and shard_id = any(:shard_ids::smallint[]);

-- name: list_due_signals
-- Pending signals of the shards we hold, oldest first and every user a fair share, except those of some users.
select * from app.list_due_signals(:member_id, :now, :at_most, :without::uuid[]);

-- name: list_waiting_signals
-- Signals between two steps.
select user_id, signal_id, sequence, account_id, source, alert_id, agent_id, agent_version_id, correlation_id, intent,
       received_at, step, due_at, awaits, wait_until, decision
  from app.signal where user_id = :user_id and state = 'waiting' order by sequence;

-- name: list_left
-- The latest full exit or flatten of each account and symbol ('*': of all) that came after a signal that still waits: it takes
-- back what waits to open. Nothing is read where nothing waits.
select s.account_id, coalesce(s.intent ->> 'symbol', '*') as symbol, max(s.sequence) as sequence
  from app.signal s
 where s.user_id = :user_id
   and s.sequence > least(
         (select min(p.sequence) from app.signal p
           where p.shard_id = (select t.shard_id from app.trader t where t.user_id = :user_id)
             and p.user_id = :user_id and p.state = 'pending'),
         (select min(w.sequence) from app.signal w where w.user_id = :user_id and w.state = 'waiting'))
   and s.state not in ('pending', 'denied', 'failed')
   and (s.intent ->> 'action' = 'flatten' or (s.intent ->> 'action' = 'exit' and not s.intent ? 'sizing'))
 group by s.account_id, coalesce(s.intent ->> 'symbol', '*');

-- name: list_exit_causes
-- Who asked for the exits that are alive, and how: some are sent again when a venue refuses them, unless a person has
-- cancelled in that symbol since.
select o.signal_id, s.source, s.intent ->> 'action' as action, s.intent ->> 'tag' as tag, s.intent ? 'expires_at' as expires,
       coalesce(array_agg(distinct o.symbol) filter (where exists (
         select from app.signal c
          where c.user_id = o.user_id and c.account_id = o.account_id and c.sequence > s.sequence and c.source in ('manual', 'api')
            and c.state in ('ignored', 'done') and c.intent ->> 'action' = 'cancel' and not c.intent ? 'cancel_order_id'
            and coalesce(c.intent ->> 'symbol', o.symbol) = o.symbol)), '{}') as stopped
  from app.trade_order o join app.signal s using (user_id, signal_id)
 where o.user_id = :user_id and o.leg = 'exit' and o.state in ('held', 'submitting', 'unknown', 'working', 'partly_filled')
 group by o.signal_id, s.source, s.intent;

-- name: list_live_users
-- Users of our shards with anything alive, to be watched from the start.
select user_id, shard_id from app.list_live_users(:member_id);

-- name: list_epochs
-- The control epoch of each acting user, locked until this commit: a limit, a kill switch or an agent cannot change under it.
select user_id, epoch from app.user_control where user_id = any(:user_ids::uuid[]) order by user_id for share;

-- name: get_epoch$
select epoch from app.user_control where user_id = :user_id;

-- name: list_accounts
-- Closed ones too: what they still hold or have at the venue is followed to its end.
select a.account_id, a.broker, a.label, a.environment, a.currency, a.timezone, a.timezone_before, a.timezone_from,
       a.config, a.status, md5(a.credential) as key_mark,
       b.starting_cash, b.realised, b.fees, b.trading_day, b.day_equity_start, b.day_trades, b.fill_cursor,
       b.fee_rates
  from app.account a join app.account_book b using (user_id, account_id)
 where a.user_id = :user_id order by a.created_at, a.account_id;

-- name: list_account_terms
-- `key_mark` tells one key from the next and nothing of either.
select account_id, status, timezone, timezone_before, timezone_from, config, md5(credential) as key_mark
  from app.account where user_id = :user_id;

-- name: list_limits
select scope, scope_id, document from app.risk_limit where user_id = :user_id;

-- name: list_kill_switches
-- Those that are on or were released (what was asked for before is not carried out any more), the operator's among them.
select scope_id, level, reason, locked_until, released_at from app.kill_switch
 where user_id = :user_id and (level <> 'none' or released_at is not null)
union all
select '00000000-0000-0000-0000-000000000000', level, reason, null, released_at from app.platform_switch
 where level <> 'none' or released_at is not null;

-- name: list_positions
select account_id, symbol, quantity, average_price, realised, fees, opened_at from app.position where user_id = :user_id;

-- name: list_live_orders
select * from app.trade_order
 where user_id = :user_id and state in ('held', 'submitting', 'unknown', 'working', 'partly_filled') order by sequence;

-- name: find_order_by_client_id^
-- An order in any state, for a fill that comes after it was done.
select * from app.trade_order where user_id = :user_id and account_id = :account_id and client_order_id = :client_order_id;

-- name: find_order_by_id^
select * from app.trade_order where user_id = :user_id and order_id = :order_id;

-- name: list_booked_fills
-- Which of these venue executions are in our books already.
select venue_execution_id from app.execution
 where user_id = :user_id and account_id = :account_id and venue_execution_id = any(:venue_execution_ids::text[]);

-- name: get_policy$
select document from app.agent_version where user_id = :user_id and agent_id = :agent_id and version_id = :version_id;

-- name: list_bar_spans
-- Closed bars of some length, put together from minutes, newest first. Weeks begin on Monday.
select max(high) as high, min(low) as low, (array_agg(close order by opened_at desc))[1] as close
  from app.bar
 where symbol = :symbol and timeframe = '1m'
   and opened_at >= date_bin(:length::interval, :since::timestamptz, timestamptz '1970-01-05 00:00:00Z')
 group by date_bin(:length::interval, opened_at, timestamptz '1970-01-05 00:00:00Z')
having date_bin(:length::interval, min(opened_at), timestamptz '1970-01-05 00:00:00Z') + :length::interval <= :now::timestamptz
 order by min(opened_at) desc limit :at_most;

-- name: list_instruments
select symbol, name, market, currency, tick, lot_step, lot_smallest, multiplier, notional_min from app.instrument;

-- name: decide_signals$
-- Write what became of each signal; counts those that nobody had done with. One that waits is not decided yet.
with decided as (
  update app.signal s
     set state = u.state, reason_code = u.reason_code, reason = u.reason, decision = u.decision, step = u.step,
         awaits = u.awaits::uuid[], wait_until = u.wait_until,
         decided_at = case when u.state = 'waiting' then null else :now::timestamptz end
    from unnest(:user_ids::uuid[], :signal_ids::uuid[], :states::text[], :reason_codes::text[], :reasons::text[],
                :decisions::jsonb[], :steps::smallint[], :awaitss::text[], :wait_untils::timestamptz[])
      as u (user_id, signal_id, state, reason_code, reason, decision, step, awaits, wait_until)
   where s.user_id = u.user_id and s.signal_id = u.signal_id and s.state in ('pending', 'waiting')
  returning 1)
select count(*) from decided;

-- name: delay_signals!
-- Put pending signals off until they are due.
update app.signal s set due_at = u.due_at
  from unnest(:user_ids::uuid[], :signal_ids::uuid[], :due_ats::timestamptz[]) as u (user_id, signal_id, due_at)
 where s.user_id = u.user_id and s.signal_id = u.signal_id and s.state = 'pending';

-- name: stop_repeats!
-- A person cancels: exits that would be sent again are not.
update app.signal s
   set state = 'ignored', reason_code = 'stopped', reason = 'A later cancel stopped it.', decision = '{}', decided_at = :now
  from unnest(:user_ids::uuid[], :account_ids::uuid[], :symbols::text[]) as u (user_id, account_id, symbol)
 where s.user_id = u.user_id and s.account_id = u.account_id and s.state = 'pending' and s.due_at is not null
   and s.intent ->> 'tag' = :tag and (u.symbol is null or s.intent ->> 'symbol' = u.symbol);

-- name: insert_follow_ups!
-- Ask for what follows: the close of a fill that nobody wanted any more, an exit once more. Decided like any other signal, and
-- found again after a crash.
insert into app.signal (user_id, signal_id, account_id, shard_id, source, correlation_id, intent, received_at, due_at)
select u.user_id, u.signal_id, u.account_id, t.shard_id, u.source, u.correlation_id, u.intent, u.received_at, u.due_at
  from unnest(:user_ids::uuid[], :signal_ids::uuid[], :account_ids::uuid[], :sources::text[], :correlation_ids::uuid[],
              :intents::jsonb[], :received_ats::timestamptz[], :due_ats::timestamptz[])
    as u (user_id, signal_id, account_id, source, correlation_id, intent, received_at, due_at)
  join app.trader t using (user_id);

-- name: insert_orders!
-- A second row for the same order, or for the same client id in an account, is an error: that is the point.
insert into app.trade_order
  (user_id, order_id, client_order_id, account_id, signal_id, correlation_id, parent_order_id, leg, symbol, side, order_type, quantity,
   limit_price, stop_price, time_in_force, reduce_only, tag, state, venue_order_id, filled_quantity, average_price,
   cancel_requested, unwanted, reason, event_count, created_at, submitted_at, updated_at, trail_amount, trail_percent,
   activation_price, post_only, extended_hours, expires_at, cancel_at, is_managed, replaces, unknown_since)
select * from unnest(:user_ids::uuid[], :order_ids::uuid[], :client_order_ids::text[], :account_ids::uuid[], :signal_ids::uuid[],
  :correlation_ids::uuid[], :parent_order_ids::uuid[], :legs::text[], :symbols::text[], :sides::text[], :order_types::text[],
  :quantities::numeric[], :limit_prices::numeric[], :stop_prices::numeric[], :times_in_force::text[], :reduce_onlys::boolean[],
  :tags::text[], :states::text[], :venue_order_ids::text[], :filled_quantities::numeric[], :average_prices::numeric[],
  :cancel_requesteds::boolean[], :unwanteds::boolean[], :reasons::text[], :event_counts::integer[], :created_ats::timestamptz[],
  :submitted_ats::timestamptz[], :updated_ats::timestamptz[], :trail_amounts::numeric[], :trail_percents::numeric[],
  :activation_prices::numeric[], :post_onlys::boolean[], :extended_hourss::boolean[], :expires_ats::timestamptz[],
  :cancel_ats::timestamptz[], :is_manageds::boolean[], :replacess::uuid[], :unknown_sinces::timestamptz[]);

-- name: update_orders!
-- A leg that was held is submitted when it first is anything else.
update app.trade_order o
   set state = u.state, venue_order_id = u.venue_order_id, quantity = u.quantity, filled_quantity = u.filled_quantity,
       average_price = u.average_price, cancel_requested = u.cancel_requested, unwanted = u.unwanted, reason = u.reason,
       event_count = u.event_count, limit_price = u.limit_price, stop_price = u.stop_price, unknown_since = u.unknown_since,
       submitted_at = coalesce(o.submitted_at, case when u.state <> 'held' then :now::timestamptz end), updated_at = :now
  from unnest(:user_ids::uuid[], :order_ids::uuid[], :states::text[], :venue_order_ids::text[], :quantities::numeric[],
              :filled_quantities::numeric[], :average_prices::numeric[], :cancel_requesteds::boolean[], :unwanteds::boolean[], :reasons::text[],
              :event_counts::integer[], :limit_prices::numeric[], :stop_prices::numeric[], :unknown_sinces::timestamptz[])
    as u (user_id, order_id, state, venue_order_id, quantity, filled_quantity, average_price, cancel_requested, unwanted, reason,
          event_count, limit_price, stop_price, unknown_since)
 where o.user_id = u.user_id and o.order_id = u.order_id;

-- name: insert_order_events!
insert into app.order_event (user_id, order_id, number, kind, data, occurred_at, recorded_at)
select * from unnest(:user_ids::uuid[], :order_ids::uuid[], :numbers::integer[], :kinds::text[], :datas::jsonb[],
                     :occurred_ats::timestamptz[], :recorded_ats::timestamptz[]);

-- name: insert_executions!
insert into app.execution
  (user_id, execution_id, account_id, order_id, correlation_id, venue_execution_id, venue_order_id, symbol, side, quantity, price,
   fee, realised, occurred_at, recorded_at, fee_currency, kind, corrects)
select * from unnest(:user_ids::uuid[], :execution_ids::uuid[], :account_ids::uuid[], :order_ids::uuid[], :correlation_ids::uuid[],
  :venue_execution_ids::text[], :venue_order_ids::text[], :symbols::text[], :sides::text[], :quantities::numeric[],
  :prices::numeric[], :fees::numeric[], :realiseds::numeric[], :occurred_ats::timestamptz[], :recorded_ats::timestamptz[],
  :fee_currencies::text[], :fill_kinds::text[], :correctss::text[]);

-- name: save_positions!
insert into app.position (user_id, account_id, symbol, quantity, average_price, realised, fees, opened_at, updated_at)
select * from unnest(:user_ids::uuid[], :account_ids::uuid[], :symbols::text[], :quantities::numeric[], :average_prices::numeric[],
                     :realiseds::numeric[], :feess::numeric[], :opened_ats::timestamptz[], :updated_ats::timestamptz[])
on conflict (user_id, account_id, symbol) do update
   set quantity = excluded.quantity, average_price = excluded.average_price, realised = excluded.realised,
       fees = excluded.fees, opened_at = excluded.opened_at, updated_at = excluded.updated_at;

-- name: save_books!
update app.account_book b
   set realised = u.realised, fees = u.fees, trading_day = u.trading_day, day_equity_start = u.day_equity_start,
       day_trades = u.day_trades, fill_cursor = u.fill_cursor, updated_at = u.updated_at
  from unnest(:user_ids::uuid[], :account_ids::uuid[], :realiseds::numeric[], :feess::numeric[], :trading_days::date[],
              :day_equity_starts::numeric[], :day_tradess::integer[], :fill_cursors::text[], :updated_ats::timestamptz[])
    as u (user_id, account_id, realised, fees, trading_day, day_equity_start, day_trades, fill_cursor, updated_at)
 where b.user_id = u.user_id and b.account_id = u.account_id;

-- name: save_equity_points!
-- At most one point a second for each account: the last one of the second stands.
insert into app.equity_point (user_id, account_id, at, equity, cash)
select * from unnest(:user_ids::uuid[], :account_ids::uuid[], :ats::timestamptz[], :equities::numeric[], :cashes::numeric[])
on conflict (user_id, account_id, at) do update set equity = excluded.equity, cash = excluded.cash;

-- name: insert_audit!
insert into app.audit_entry (user_id, audit_id, actor, action, subject, after, correlation_id, at)
select * from unnest(:user_ids::uuid[], :audit_ids::uuid[], :actors::text[], :actions::text[], :subjects::text[],
                     :afters::jsonb[], :correlation_ids::uuid[], :ats::timestamptz[]);

-- name: count_agent_trades
-- Orders that opened or added today, for each agent of an account: the day's count that its limits look at.
select s.agent_id, count(*) as trades
  from app.trade_order o join app.signal s using (user_id, signal_id)
 where o.user_id = :user_id and o.account_id = :account_id and o.leg = 'entry' and not o.reduce_only
   and o.created_at >= :since and s.agent_id is not null
 group by s.agent_id;
