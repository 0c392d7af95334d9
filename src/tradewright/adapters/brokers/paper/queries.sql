-- name: list_open_orders
-- Orders that are alive, and the finished members of their families: a leg is sized by what its parent filled.
with alive as (
  select coalesce(parent_client_order_id, client_order_id) as family
    from app.paper_order
   where user_id = :user_id and account_id = :account_id and state in ('held', 'working', 'partly_filled')
)
select client_order_id, venue_order_id, parent_client_order_id, symbol, side, order_type, quantity, filled_quantity,
       limit_price, stop_price, time_in_force, reduce_only, state, triggered, reason, unguarded, trail_amount, trail_percent,
       activation_price, expires_at, received_at, updated_at
  from app.paper_order
 where user_id = :user_id and account_id = :account_id
   and (client_order_id in (select family from alive) or parent_client_order_id in (select family from alive))
 order by received_at, client_order_id;

-- name: list_money
-- What every symbol has cost and brought: net units, money paid less money got (in price × units), and fees.
select symbol, sum(case side when 'buy' then quantity else -quantity end) as held,
       sum(case side when 'buy' then quantity else -quantity end * price) as paid, sum(fee) as fees
  from app.paper_execution
 where user_id = :user_id and account_id = :account_id
 group by symbol;

-- name: list_open_runs
-- The executions since each open position was last empty or turned around: all that its average price depends on.
-- `held` is the position right after each.
with running as (
  select symbol, sequence, side, quantity, price,
         sum(case side when 'buy' then quantity else -quantity end) over (partition by symbol order by sequence) as held
    from app.paper_execution
   where user_id = :user_id and account_id = :account_id
), turned as (
  select *, sign(held) is distinct from lag(sign(held)) over (partition by symbol order by sequence) as is_turn
    from running
), run as (
  select *, max(sequence) filter (where is_turn) over (partition by symbol) as began from turned
)
select symbol, side, quantity, price, held from run where sequence >= began order by symbol, sequence;

-- name: find_order^
-- One order by the id its sender gave it.
select client_order_id, venue_order_id, parent_client_order_id, symbol, side, order_type, quantity, filled_quantity,
       limit_price, stop_price, time_in_force, reduce_only, state, triggered, reason, unguarded, trail_amount, trail_percent,
       activation_price, expires_at, received_at, updated_at
  from app.paper_order
 where user_id = :user_id and account_id = :account_id and client_order_id = :client_order_id;

-- name: list_fills
-- Executions after a cursor, in the order they were booked.
select sequence, venue_execution_id, client_order_id, venue_order_id, symbol, side, quantity, price, fee, occurred_at
  from app.paper_execution
 where user_id = :user_id and account_id = :account_id and sequence > :after
 order by sequence limit :at_most;

-- name: list_known
-- Which of these client ids the account has used before, in whatever became of them.
select o.account_id, o.client_order_id, o.venue_order_id, o.state
  from app.paper_order o
  join unnest(:account_ids::uuid[], :client_order_ids::text[]) as asked (account_id, client_order_id)
    on o.account_id = asked.account_id and o.client_order_id = asked.client_order_id;

-- name: insert_orders!
-- All new orders of one commit, as they stand at its end.
insert into app.paper_order (user_id, account_id, venue_order_id, client_order_id, parent_client_order_id, symbol, side,
                             order_type, quantity, filled_quantity, limit_price, stop_price, time_in_force, reduce_only,
                             state, triggered, reason, unguarded, trail_amount, trail_percent, activation_price,
                             expires_at, received_at, updated_at)
select * from unnest(:user_ids::uuid[], :account_ids::uuid[], :venue_order_ids::text[], :client_order_ids::text[],
                     :parents::text[], :symbols::text[], :sides::text[], :order_types::text[], :quantities::numeric[],
                     :filled_quantities::numeric[], :limit_prices::numeric[], :stop_prices::numeric[],
                     :times_in_force::text[], :reduce_onlys::boolean[], :states::text[], :triggereds::boolean[],
                     :reasons::text[], :unguardeds::numeric[], :trail_amounts::numeric[], :trail_percents::numeric[],
                     :activation_prices::numeric[], :expires_ats::timestamptz[], :received_ats::timestamptz[], :updated_ats::timestamptz[]);

-- name: update_orders!
-- All orders that one commit changed.
update app.paper_order o
   set quantity = c.quantity, filled_quantity = c.filled_quantity, limit_price = c.limit_price, stop_price = c.stop_price,
       activation_price = c.activation_price, state = c.state, triggered = c.triggered, reason = c.reason,
       updated_at = c.updated_at
  from unnest(:user_ids::uuid[], :account_ids::uuid[], :venue_order_ids::text[], :quantities::numeric[],
              :filled_quantities::numeric[], :limit_prices::numeric[], :stop_prices::numeric[], :activation_prices::numeric[],
              :states::text[], :triggereds::boolean[], :reasons::text[], :updated_ats::timestamptz[])
       as c (user_id, account_id, venue_order_id, quantity, filled_quantity, limit_price, stop_price, activation_price, state, triggered, reason, updated_at)
 where o.user_id = c.user_id and o.account_id = c.account_id and o.venue_order_id = c.venue_order_id;

-- name: insert_executions!
-- All fills of one commit. The sequence is drawn in the order given, so the cursor follows the order of events.
insert into app.paper_execution (user_id, account_id, venue_execution_id, venue_order_id, client_order_id, symbol, side,
                                 quantity, price, fee, occurred_at)
select f.user_id, f.account_id, f.venue_execution_id, f.venue_order_id, f.client_order_id, f.symbol, f.side,
       f.quantity, f.price, f.fee, f.occurred_at
  from unnest(:user_ids::uuid[], :account_ids::uuid[], :venue_execution_ids::text[], :venue_order_ids::text[],
              :client_order_ids::text[], :symbols::text[], :sides::text[], :quantities::numeric[], :prices::numeric[],
              :fees::numeric[], :occurred_ats::timestamptz[]) with ordinality
       as f (user_id, account_id, venue_execution_id, venue_order_id, client_order_id, symbol, side, quantity, price, fee,
             occurred_at, place)
 order by f.place;
