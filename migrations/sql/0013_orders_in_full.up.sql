-- Order types, several steps of one signal, legs that we keep.
-- Kind: pre (older code writes none of the new columns; each has a default that means what older code meant).

alter table app.trade_order
  drop constraint order_type_known,
  add constraint order_type_known check (order_type in ('market', 'limit', 'stop', 'stop_limit', 'trailing_stop')),
  drop constraint order_tif_known,
  add constraint order_tif_known check (time_in_force in ('day', 'gtc', 'ioc', 'fok', 'gtd')),
  add column trail_amount      numeric constraint order_trail_amount_positive check (trail_amount > 0),
  add column trail_percent     numeric constraint order_trail_percent_positive check (trail_percent > 0),
  add column activation_price  numeric constraint order_activation_positive check (activation_price > 0),
  add column post_only         boolean not null default false,
  add column extended_hours    boolean not null default false,
  add column expires_at        timestamptz,                  -- gtd: when the venue ends it
  add column cancel_at         timestamptz,                  -- when we ask for its end if it still rests
  add column is_managed        boolean not null default false,  -- a protective leg that we keep ourselves
  add column replaces          uuid,                         -- the order whose place it takes
  add column unknown_since     timestamptz;

-- A signal may take several steps. While it waits for orders to end (`awaits`), or for a moment (`wait_until`), it is
-- 'waiting'; `step` counts what is done. `due_at` holds back one that nobody has looked at yet.
alter table app.signal
  drop constraint signal_source_known,
  add constraint signal_source_known check (source in ('alert', 'api', 'manual', 'kill_switch', 'reconciliation')),
  drop constraint signal_state_known,
  add constraint signal_state_known check (state in ('pending', 'waiting', 'ordered', 'denied', 'ignored', 'done', 'failed')),
  add column step        smallint not null default 0 constraint signal_step_counted check (step >= 0),
  add column awaits      uuid[],
  add column wait_until  timestamptz,
  add column due_at      timestamptz,
  add constraint signal_waits_for_something check (state <> 'waiting' or wait_until is not null);
create index signal_due on app.signal (shard_id, user_id, sequence) where state = 'pending';
create index signal_waiting on app.signal (user_id, account_id) where state = 'waiting';
drop index app.signal_pending;

-- A fee that is told later has no quantity; what a venue or a person settles may have no price.
alter table app.execution
  add column fee_currency  text,
  add column kind          text not null default 'trade' constraint execution_kind_known check (kind in
                             ('trade', 'liquidation', 'deleveraging', 'settlement', 'bust', 'correction', 'adjustment', 'fee')),
  add column corrects      text,
  drop constraint execution_quantity_positive,
  add constraint execution_quantity_positive check (quantity > 0 or (kind = 'fee' and quantity = 0)),
  drop constraint execution_price_positive,
  add constraint execution_price_positive check (price > 0 or (kind <> 'trade' and price = 0));

-- Pending signals that are due, of the shards this executor holds: the oldest of each user, each user as many as the others,
-- so that nobody's backlog keeps others waiting. `is_cut` says that its user may have more. Left out are users in
-- `without_users`, and whatever would open or change a position in a symbol whose earlier signal is between two steps.
-- Users are found by skipping through the index: the cost follows the users who wait, not the length of their queues.
create function app.list_due_signals(wanted_member uuid, moment timestamptz, at_most integer, without_users uuid[])
  returns table (user_id uuid, signal_id uuid, sequence bigint, account_id uuid, source text, alert_id uuid, agent_id uuid,
                 agent_version_id uuid, correlation_id uuid, intent jsonb, received_at timestamptz, step smallint,
                 due_at timestamptz, is_cut boolean)
  language sql stable security definer set search_path = app, pg_temp
  as $$
    with recursive skip as (
      select h.shard_id, (select s.user_id from app.signal s where s.state = 'pending' and s.shard_id = h.shard_id
                           order by s.user_id limit 1) as user_id
        from app.shard h join app.member m using (member_id)
       where m.member_id = wanted_member and not m.fenced
      union all
      select k.shard_id, (select s.user_id from app.signal s where s.state = 'pending' and s.shard_id = k.shard_id
                             and s.user_id > k.user_id order by s.user_id limit 1)
        from skip k where k.user_id is not null),
    waiter as (select k.shard_id, k.user_id from skip k where k.user_id is not null and k.user_id <> all (without_users)),
    share as (select greatest(1, ceil(at_most::numeric / greatest(1, count(*))))::bigint as size from waiter)
    select f.user_id, f.signal_id, f.sequence, f.account_id, f.source, f.alert_id, f.agent_id, f.agent_version_id,
           f.correlation_id, f.intent, f.received_at, f.step, f.due_at, f.place = share.size
      from waiter w cross join share
     cross join lateral (
           select s.*, row_number() over (order by s.sequence) as place
             from app.signal s
            where s.state = 'pending' and s.shard_id = w.shard_id and s.user_id = w.user_id
              and (s.due_at is null or s.due_at <= moment)
              and not (s.intent ->> 'action' in ('buy', 'sell', 'add', 'reverse', 'target', 'breakeven')
                       and exists (select from app.signal b
                                    where b.state = 'waiting' and b.user_id = s.user_id and b.account_id = s.account_id
                                      and b.sequence < s.sequence and b.intent ->> 'symbol' = s.intent ->> 'symbol'))
            order by s.sequence limit share.size) f
     order by f.place, f.sequence limit at_most
  $$;

-- Users of the shards this executor holds that have anything alive: a live order, a position, a signal not yet done with.
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
         or exists (select from app.signal s where s.user_id = t.user_id and s.state in ('pending', 'waiting')))
  $$;

grant create on schema app to tw_door;
alter function app.list_due_signals(uuid, timestamptz, integer, uuid[]) owner to tw_door;
revoke create on schema app from tw_door;
revoke all on function app.list_due_signals(uuid, timestamptz, integer, uuid[]) from public;
grant execute on function app.list_due_signals(uuid, timestamptz, integer, uuid[]) to tw_executor;
