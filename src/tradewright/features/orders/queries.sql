-- Statements of orders as the gateway sees them: asking for something (a signal row) and reading what became of it.
-- Orders themselves are written by the executor alone (executor/queries.sql). Lists are newest first, by sequence.

-- name: insert_signal$
-- Ask for something. Null when this very signal is there already: the request is a retry, and the first one stands.
insert into app.signal (user_id, signal_id, account_id, shard_id, source, correlation_id, intent, received_at)
select :user_id::uuid, :signal_id::uuid, :account_id::uuid, t.shard_id, :source::text, :correlation_id::uuid, :intent::jsonb, :received_at
  from app.trader t where t.user_id = :user_id::uuid
on conflict (user_id, signal_id) do nothing
returning shard_id;

-- name: find_signal^
select signal_id, sequence, account_id, shard_id, source, alert_id, agent_id, agent_version_id, correlation_id, intent, state,
       reason_code, reason, decision, received_at, decided_at, step, due_at
  from app.signal where user_id = :user_id and signal_id = :signal_id;

-- name: count_undecided$
-- How many of these signals wait still.
select count(*) from app.signal where user_id = :user_id and signal_id = any(:signal_ids::uuid[]) and state = 'pending';

-- name: list_signals
select signal_id, sequence, account_id, shard_id, source, alert_id, agent_id, agent_version_id, correlation_id, intent, state,
       reason_code, reason, decision, received_at, decided_at, step, due_at
  from app.signal where user_id = :user_id and signal_id = any(:signal_ids::uuid[]) order by sequence;

-- name: list_accounts
-- Every account that still exists; closed ones take no orders and are left out.
select account_id, broker, label, status from app.account where user_id = :user_id and status <> 'closed' order by created_at, account_id;

-- name: find_account^
select account_id, broker, label, status from app.account where user_id = :user_id and account_id = :account_id;

-- name: is_real_money$
select environment = 'live' from app.account where user_id = :user_id and account_id = :account_id;

-- name: has_instrument$
-- Whether the account can trade it: on paper what the platform quotes, elsewhere what its venue lists. Until the executor
-- has read that list, any symbol passes: the decision will tell.
select case when a.broker = 'paper' then exists (select from app.instrument i where i.symbol = :symbol)
            else exists (select from app.venue_instrument v
                          where v.venue = a.broker || ':' || a.environment and v.symbol = :symbol)
                 or not exists (select from app.venue_instrument v where v.venue = a.broker || ':' || a.environment)
       end
  from app.account a
 where a.user_id = :user_id and a.account_id = :account_id;

-- name: list_symbols
select symbol from app.instrument order by symbol;

-- name: list_orders_of_signal
-- The entry (or the exit, when the signal only closed something) first.
select o.*,
       (select jsonb_build_object('causes', jsonb_build_array(q.cause), 'evidence', q.evidence)
          from app.inquiry q where o.state = 'unknown' and q.user_id = o.user_id and q.order_id = o.order_id) as inquiry
  from app.trade_order o where user_id = :user_id and signal_id = :signal_id
 order by case leg when 'entry' then 0 when 'exit' then 1 else 2 end, sequence;

-- name: find_order^
-- With what is known of its fate, while nobody can say whether the venue has it.
select o.*,
       (select jsonb_build_object('causes', jsonb_build_array(q.cause), 'evidence', q.evidence)
          from app.inquiry q where o.state = 'unknown' and q.user_id = o.user_id and q.order_id = o.order_id) as inquiry
  from app.trade_order o where user_id = :user_id and order_id = :order_id;

-- name: list_legs
select o.*,
       (select jsonb_build_object('causes', jsonb_build_array(q.cause), 'evidence', q.evidence)
          from app.inquiry q where o.state = 'unknown' and q.user_id = o.user_id and q.order_id = o.order_id) as inquiry
  from app.trade_order o where user_id = :user_id and parent_order_id = :order_id order by sequence;

-- name: list_events
select number, kind, data, occurred_at, recorded_at from app.order_event
 where user_id = :user_id and order_id = :order_id order by number;

-- name: list_orders
select o.*,
       (select jsonb_build_object('causes', jsonb_build_array(q.cause), 'evidence', q.evidence)
          from app.inquiry q where o.state = 'unknown' and q.user_id = o.user_id and q.order_id = o.order_id) as inquiry
  from app.trade_order o
 where user_id = :user_id
   and (:states::text[] is null or state = any(:states::text[]))
   and (:symbol::text is null or symbol = :symbol::text)
   and (:account_id::uuid is null or account_id = :account_id::uuid)
   and (:before::bigint is null or sequence < :before::bigint)
 order by sequence desc limit :at_most;

-- name: list_executions
select * from app.execution
 where user_id = :user_id
   and (:symbol::text is null or symbol = :symbol::text)
   and (:account_id::uuid is null or account_id = :account_id::uuid)
   and (:order_id::uuid is null or order_id = :order_id::uuid)
   and (:before::bigint is null or sequence < :before::bigint)
 order by sequence desc limit :at_most;

-- name: list_positions
-- What is held now, with the multiplier that turns points into money, and elsewhere than on paper the venue's own latest price.
select p.account_id, p.symbol, p.quantity, p.average_price, p.realised, p.fees, p.opened_at,
       coalesce(v.multiplier, i.multiplier, 1) as multiplier, a.broker = 'paper' as is_paper, m.price as mark_price, m.at as marked_at
  from app.position p
  join app.account a on a.user_id = p.user_id and a.account_id = p.account_id
  left join app.venue_instrument v on v.venue = a.broker || ':' || a.environment and v.symbol = p.symbol
  left join app.venue_mark m on m.venue = a.broker || ':' || a.environment and m.symbol = p.symbol
  left join app.instrument i on i.symbol = p.symbol
 where p.user_id = :user_id and p.quantity <> 0
   and (:broker::text is null or a.broker = :broker::text)
   and (:symbol::text is null or p.symbol = :symbol::text)
   and (:account_id::uuid is null or p.account_id = :account_id::uuid)
 order by p.opened_at desc nulls last, p.account_id, p.symbol;
