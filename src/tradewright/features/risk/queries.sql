-- Statements of risk: limits, the kill switch, and the epoch that makes an executor see a change before its next decision.

-- name: bump_epoch$
-- First in every change: it waits for a decision that is being committed, keeps two changes of one user apart, and
-- makes every decision that was planned before this change fail its check and be planned again.
insert into app.user_control as c (user_id, epoch) values (:user_id, 2)
on conflict (user_id) do update set epoch = c.epoch + 1
returning epoch;

-- name: list_limits
select scope, scope_id, document from app.risk_limit where user_id = :user_id order by scope desc, scope_id;

-- name: save_limits!
-- The four columns are for the version before this one, while both run.
insert into app.risk_limit (user_id, scope, scope_id, document, loss_daily_max, trades_daily_max, positions_max, order_notional_max, updated_at)
values (:user_id, :scope, :scope_id, :document, :loss_daily_max, :trades_daily_max, :positions_max, :order_notional_max, :now)
on conflict (user_id, scope, scope_id) do update
   set document = excluded.document, loss_daily_max = excluded.loss_daily_max, trades_daily_max = excluded.trades_daily_max,
       positions_max = excluded.positions_max, order_notional_max = excluded.order_notional_max, updated_at = excluded.updated_at;

-- name: list_kill_switches
-- Every switch ever set, released ones too: who released it and when is part of the answer.
select scope, scope_id, level, reason, set_by, set_at, locked_until from app.kill_switch
 where user_id = :user_id order by scope desc, scope_id;

-- name: find_platform_switch^
-- The operator's, while it is on. Who the operator is, is nobody's business here.
select 'platform' as scope, '00000000-0000-0000-0000-000000000000'::uuid as scope_id, level, reason, 'operator' as set_by, set_at,
       null::timestamptz as locked_until
  from app.platform_switch where level <> 'none';

-- name: find_kill_switch^
select scope, scope_id, level, reason, set_by, set_at, locked_until from app.kill_switch
 where user_id = :user_id and scope = :scope and scope_id = :scope_id;

-- name: save_kill_switch!
-- Nothing but a release lowers the level to none; when it last was stays for ever.
insert into app.kill_switch as k (user_id, scope, scope_id, level, reason, set_by, set_at, locked_until, released_at)
values (:user_id, :scope, :scope_id, :level::text, :reason, :set_by, :now::timestamptz, :locked_until,
        case :level::text when 'none' then :now::timestamptz end)
on conflict (user_id, scope, scope_id) do update
   set level = excluded.level, reason = excluded.reason, set_by = excluded.set_by, set_at = excluded.set_at,
       locked_until = excluded.locked_until, released_at = coalesce(excluded.released_at, k.released_at);

-- name: insert_press!
insert into app.kill_switch_log
  (user_id, log_id, scope, scope_id, action, level_before, level, reason, policy, locked_until, pressed_by, signals, pressed_at)
values (:user_id, :log_id, :scope, :scope_id, :action, :level_before, :level, :reason, :policy, :locked_until, :pressed_by, :signals, :now);

-- name: list_presses
-- The newest presses of the trader, and of the operator since the trader joined, together.
select scope, scope_id, action, level_before, level, reason, policy, locked_until, pressed_by, signals, pressed_at
  from app.kill_switch_log where user_id = :user_id
union all
select 'platform', '00000000-0000-0000-0000-000000000000', action, level_before, level, reason, policy, null, 'operator', 0, pressed_at
  from app.platform_switch_log where pressed_at >= (select created_at from app.trader where user_id = :user_id)
 order by pressed_at desc limit :at_most;

-- name: list_accounts
-- Every account that may still hold something.
select account_id from app.account where user_id = :user_id and status <> 'closed' order by created_at, account_id;

-- name: list_books
select a.account_id, a.timezone, a.timezone_before, a.timezone_from, a.currency, a.broker, a.environment, b.starting_cash, b.realised, b.fees, b.trading_day,
       b.day_equity_start, b.day_trades
  from app.account a join app.account_book b using (user_id, account_id)
 where a.user_id = :user_id and a.status <> 'closed' order by a.created_at, a.account_id;

-- name: list_open_positions
select p.account_id, p.symbol, p.quantity, p.average_price, p.realised, p.fees, p.opened_at, coalesce(i.multiplier, 1) as multiplier
  from app.position p left join app.instrument i on i.symbol = p.symbol
 where p.user_id = :user_id and p.quantity <> 0;

-- name: list_day_peaks
-- The highest and the last equity of each account on its present trading day.
select a.account_id, max(e.equity) as peak, (array_agg(e.equity order by e.at desc))[1] as last
  from app.account a
  join app.equity_point e on e.user_id = a.user_id and e.account_id = a.account_id
   and e.at >= date_trunc('day', :now::timestamptz at time zone (case when :now::timestamptz < a.timezone_from then a.timezone_before else a.timezone end))
       at time zone (case when :now::timestamptz < a.timezone_from then a.timezone_before else a.timezone end)
 where a.user_id = :user_id and a.status <> 'closed'
 group by a.account_id;

-- name: insert_switch_signal$
-- Ask the executor to cancel, or to cancel and close, in one account, unless one that does as much waits there already: asked
-- for by the same switch, and not taken back by its release.
insert into app.signal (user_id, signal_id, account_id, shard_id, source, correlation_id, intent, received_at)
select :user_id::uuid, :signal_id::uuid, :account_id::uuid, t.shard_id, 'kill_switch', :correlation_id::uuid, :intent::jsonb, :now
  from app.trader t
 where t.user_id = :user_id::uuid
   and not exists (select from app.signal s where s.user_id = :user_id and s.account_id = :account_id::uuid
                      and s.source = 'kill_switch' and s.state in ('pending', 'waiting') and s.intent ->> 'action' = :action::text
                      and s.intent ->> 'pressed_in' = :intent::jsonb ->> 'pressed_in'
                      and not exists (select from app.kill_switch k where k.user_id = s.user_id
                                         and k.scope_id::text = s.intent ->> 'pressed_in' and s.received_at < k.released_at)
                      -- One that leaves more alone than this one does not do its work.
                      and coalesce((s.intent ->> 'keep_spot')::boolean, false) <= coalesce((:intent::jsonb ->> 'keep_spot')::boolean, false)
                      and coalesce((s.intent ->> 'keep_resting')::boolean, false) <= coalesce((:intent::jsonb ->> 'keep_resting')::boolean, false))
returning shard_id;

-- name: find_shard$
select shard_id from app.trader where user_id = :user_id;
