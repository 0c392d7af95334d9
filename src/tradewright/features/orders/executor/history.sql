-- Statements of remembering what an account lately did; see domain/trading/risk/history.

-- name: list_sent
-- Entries and exits sent since then, newest first, with the agent behind each.
select o.created_at, o.symbol, o.side, o.quantity, o.leg = 'entry' and not o.reduce_only as opens, s.agent_id
  from app.trade_order o left join app.signal s using (user_id, signal_id)
 where o.user_id = :user_id and o.account_id = :account_id and o.created_at > :since and o.leg in ('entry', 'exit')
 order by o.created_at desc limit :at_most;

-- name: list_executed
-- The newest executions, newest first.
select venue_execution_id, venue_order_id, symbol, side, quantity, price, fee, fee_currency, kind, realised, occurred_at
  from app.execution where user_id = :user_id and account_id = :account_id
 order by recorded_at desc, execution_id desc limit :at_most;

-- name: count_standing
-- How many entries made each position that stands.
select o.symbol, count(*) as entries
  from app.trade_order o join app.position p using (user_id, account_id, symbol)
 where o.user_id = :user_id and o.account_id = :account_id and p.quantity <> 0 and o.leg = 'entry' and not o.reduce_only
   and o.filled_quantity > 0 and o.updated_at >= p.opened_at
 group by o.symbol;
