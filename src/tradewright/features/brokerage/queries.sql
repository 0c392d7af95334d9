-- Broker accounts with their books, equity points, and market reference data.

-- name: bump_epoch!
-- The executor sees the change before its next decision.
insert into app.user_control (user_id) values (:user_id)
on conflict (user_id) do update set epoch = app.user_control.epoch + 1;

-- name: count_accounts$
select count(*) from app.account where user_id = :user_id;

-- name: insert_account!
insert into app.account (user_id, account_id, broker, label, environment, currency, timezone, config, created_at)
values (:user_id, :account_id, :broker, :label, :environment, :currency, :timezone, :config, :now);

-- name: insert_account_book!
insert into app.account_book (user_id, account_id, starting_cash, updated_at)
values (:user_id, :account_id, :starting_cash, :now);

-- name: insert_equity_point!
insert into app.equity_point (user_id, account_id, at, equity, cash)
values (:user_id, :account_id, :at, :equity, :cash);

-- name: list_accounts
select a.account_id, a.broker, a.label, a.environment, a.currency, a.timezone, a.timezone_before, a.timezone_from, a.status, a.config, a.created_at,
       b.starting_cash, b.realised, b.fees, b.trading_day, b.day_equity_start, b.venue_cash, b.venue_equity,
       l.kind as link_kind, l.key_hint, l.permissions, l.can_trade, l.status as link_status, l.reason as link_reason,
       l.checked_at, l.venue_account,
       c.state as told_state, c.since as told_since, c.detail as told_detail, c.last_look_at, c.told_at
  from app.account a
  join app.account_book b on b.user_id = a.user_id and b.account_id = a.account_id
  left join app.account_link l on l.user_id = a.user_id and l.account_id = a.account_id
  left join app.account_connection c on c.user_id = a.user_id and c.account_id = a.account_id
 where a.user_id = :user_id
 order by a.created_at, a.account_id;

-- name: find_account^
select a.account_id, a.broker, a.label, a.environment, a.currency, a.timezone, a.timezone_before, a.timezone_from, a.status, a.config, a.created_at,
       b.starting_cash, b.realised, b.fees, b.trading_day, b.day_equity_start, b.venue_cash, b.venue_equity,
       l.kind as link_kind, l.key_hint, l.permissions, l.can_trade, l.status as link_status, l.reason as link_reason,
       l.checked_at, l.venue_account,
       c.state as told_state, c.since as told_since, c.detail as told_detail, c.last_look_at, c.told_at
  from app.account a
  join app.account_book b on b.user_id = a.user_id and b.account_id = a.account_id
  left join app.account_link l on l.user_id = a.user_id and l.account_id = a.account_id
  left join app.account_connection c on c.user_id = a.user_id and c.account_id = a.account_id
 where a.user_id = :user_id and a.account_id = :account_id;

-- name: lock_account^
select account_id from app.account where user_id = :user_id and account_id = :account_id for update;

-- name: update_account!
update app.account
   set label = :label, timezone = :timezone, timezone_before = :timezone_before, timezone_from = :timezone_from,
       config = :config, status = :status
 where user_id = :user_id and account_id = :account_id;

-- name: find_credential$
select credential from app.account where user_id = :user_id and account_id = :account_id;

-- name: set_credential!
update app.account set credential = :credential where user_id = :user_id and account_id = :account_id;

-- name: insert_link^
-- Nothing comes back when the trader has this account of the venue linked already.
insert into app.account_link
       (user_id, account_id, venue, venue_account, kind, key_hint, permissions, can_trade, status, reason, checked_at)
values (:user_id, :account_id, :venue, :venue_account, :kind, :key_hint, :permissions, :can_trade, :status, :reason, :checked_at)
    on conflict (user_id, venue, venue_account) do nothing
returning account_id;

-- name: find_linked$
select account_id from app.account_link
 where user_id = :user_id and venue = :venue and venue_account is not distinct from :venue_account;

-- name: find_lock_left_behind$
-- Until when a lock stands on a kill switch of an account at this venue that was unlinked under it.
select max(k.locked_until)
  from app.kill_switch k join app.account a on a.user_id = k.user_id and a.account_id = k.scope_id
 where k.user_id = :user_id and k.scope = 'account' and k.level <> 'none' and k.locked_until > :now
   and a.status = 'closed' and a.broker = :broker and a.environment = :environment;

-- name: update_link!
update app.account_link
   set venue_account = :venue_account, kind = :kind, key_hint = :key_hint, permissions = :permissions,
       can_trade = :can_trade, status = :status, reason = :reason, checked_at = :checked_at
 where user_id = :user_id and account_id = :account_id;

-- name: delete_link!
delete from app.account_link where user_id = :user_id and account_id = :account_id;

-- name: mark_link_revoked$
-- In the executor: the account trades no more, its link says why, and the next decision is made in that knowledge. A
-- refusal of a key that has been replaced since says nothing of the new one.
with account as (
  update app.account set status = 'disconnected'
   where user_id = :user_id and account_id = :account_id and status = 'active'
     and (:key_mark::text is null or md5(credential) = :key_mark) returning account_id),
link as (
  update app.account_link l set status = 'revoked', reason = :reason, checked_at = :now
    from account a where l.user_id = :user_id and l.account_id = a.account_id),
control as (
  update app.user_control set epoch = epoch + 1 where user_id = :user_id and exists (select from account))
select exists (select from account);

-- name: save_connections
-- In the executor: how connections stand; returned are those that came to another state. `since` is kept while the state is,
-- so that another executor that takes over does not begin it anew.
with told as (
  select * from unnest(:user_ids::uuid[], :account_ids::uuid[], :states::text[], :sinces::timestamptz[], :details::text[],
                       :last_look_ats::timestamptz[]) as t(user_id, account_id, state, since, detail, last_look_at)),
before as (
  select c.account_id, c.state from app.account_connection c join told t using (user_id, account_id)),
written as (
  insert into app.account_connection as c (user_id, account_id, state, since, detail, last_look_at, told_at)
  select t.user_id, t.account_id, t.state, t.since, t.detail, t.last_look_at, :now::timestamptz
    from told t join app.account a using (user_id, account_id)
      on conflict (user_id, account_id) do update
         set state = excluded.state, detail = excluded.detail, told_at = excluded.told_at,
             since = case when c.state = excluded.state then c.since else excluded.since end,
             last_look_at = coalesce(excluded.last_look_at, c.last_look_at)
  returning c.user_id, c.account_id, c.state)
select w.user_id, w.account_id from written w left join before b using (account_id) where b.state is distinct from w.state;

-- name: count_live_orders$
select count(*) from app.trade_order
 where user_id = :user_id and account_id = :account_id
   and state in ('held', 'submitting', 'unknown', 'working', 'partly_filled');

-- name: list_holdings
-- What every account of the user holds, to be valued at the present price; elsewhere than on paper at the venue's own.
select p.account_id, p.symbol, p.quantity, p.average_price, coalesce(v.multiplier, i.multiplier, 1) as multiplier,
       a.broker = 'paper' as is_paper, m.price as venue_mark
  from app.position p
  join app.account a on a.user_id = p.user_id and a.account_id = p.account_id
  left join app.venue_mark m on m.venue = a.broker || ':' || a.environment and m.symbol = p.symbol
  left join app.venue_instrument v on v.venue = a.broker || ':' || a.environment and v.symbol = p.symbol
  left join app.instrument i on i.symbol = p.symbol
 where p.user_id = :user_id and p.quantity <> 0;

-- name: list_movements
-- Newest first, behind the movement `after`; null: from the newest.
select t.transfer_id, t.kind, t.amount, t.symbol, t.words, t.occurred_at, t.found_at
  from app.transfer t
  left join app.transfer p on p.user_id = t.user_id and p.transfer_id = cast(:after as uuid)
 where t.user_id = :user_id and t.account_id = :account_id
   and (cast(:after as uuid) is null or (t.found_at, t.transfer_id) < (p.found_at, p.transfer_id))
 order by t.found_at desc, t.transfer_id desc
 limit :at_most;

-- name: span_equity_points^
select min(at) as first_at, max(at) as last_at, count(*) as points
  from app.equity_point
 where user_id = :user_id and account_id = :account_id and at >= :from_at and at <= :to_at;

-- name: list_equity_points
-- The last point of each slot of `slot_s` seconds, so that a day of seconds fits a chart and keeps its end.
select at, equity, cash
  from (select distinct on (slot) at, equity, cash,
               floor(extract(epoch from at - cast(:first_at as timestamptz)) / cast(:slot_s as double precision)) as slot
          from app.equity_point
         where user_id = :user_id and account_id = :account_id and at >= :first_at and at <= :last_at
         order by slot, at desc) picked
 order by at;

-- name: list_instruments
select symbol, name, market, currency, tick, lot_step, lot_smallest, multiplier, notional_min
  from app.instrument
 where symbol > :after
   and (cast(:words as text) is null or starts_with(symbol, upper(:words)) or strpos(upper(name), upper(:words)) > 0)
 order by symbol
 limit :at_most;

-- name: list_venue_instruments
select symbol, name, market, currency, tick, lot_step, lot_smallest, multiplier, notional_min
  from app.venue_instrument
 where venue = :venue and is_tradable and symbol > :after
   and (cast(:words as text) is null or starts_with(symbol, upper(:words)) or strpos(upper(name), upper(:words)) > 0)
 order by symbol
 limit :at_most;

-- name: has_instrument$
select exists (select from app.instrument where symbol = :symbol);

-- name: list_bars
-- The newest bars, oldest first.
select opened_at, open, high, low, close, volume
  from (select opened_at, open, high, low, close, volume
          from app.bar
         where symbol = :symbol and timeframe = :timeframe
         order by opened_at desc
         limit :at_most) newest
 order by opened_at;
