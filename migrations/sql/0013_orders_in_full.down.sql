-- Forget what older code cannot read. Orders of new types and signals between two steps must be gone first: their rows
-- would break the older rules, and the constraints say so.
drop function app.list_due_signals(uuid, timestamptz, integer, uuid[]);

create or replace function app.list_live_users(wanted_member uuid)
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

alter table app.execution
  drop constraint execution_price_positive,
  add constraint execution_price_positive check (price > 0),
  drop constraint execution_quantity_positive,
  add constraint execution_quantity_positive check (quantity > 0),
  drop column corrects, drop column kind, drop column fee_currency;

create index signal_pending on app.signal (shard_id, sequence) where state = 'pending';
drop index app.signal_waiting;
drop index app.signal_due;
alter table app.signal
  drop constraint signal_waits_for_something,
  drop column due_at, drop column wait_until, drop column awaits, drop column step,
  drop constraint signal_state_known,
  add constraint signal_state_known check (state in ('pending', 'ordered', 'denied', 'ignored', 'done', 'failed')),
  drop constraint signal_source_known,
  add constraint signal_source_known check (source in ('alert', 'api', 'manual', 'kill_switch'));

alter table app.trade_order
  drop column unknown_since, drop column replaces, drop column is_managed, drop column cancel_at, drop column expires_at,
  drop column extended_hours, drop column post_only, drop column activation_price, drop column trail_percent,
  drop column trail_amount,
  drop constraint order_tif_known,
  add constraint order_tif_known check (time_in_force in ('day', 'gtc', 'ioc', 'fok')),
  drop constraint order_type_known,
  add constraint order_type_known check (order_type in ('market', 'limit', 'stop', 'stop_limit'));
