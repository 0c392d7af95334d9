-- Broker accounts with their books.

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

-- name: count_live_orders$
select count(*) from app.trade_order
 where user_id = :user_id and account_id = :account_id
   and state in ('held', 'submitting', 'unknown', 'working', 'partly_filled');
