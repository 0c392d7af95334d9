-- Statements of reconciliation: what a turn writes, what a desk starts from, and venues' instruments.

-- name: save_discrepancy!
insert into app.discrepancy as d
  (user_id, discrepancy_id, account_id, symbol, kind, state, order_id, ours, venue, proposal, explanation, evidence, found_at,
   updated_at, resolved_at, resolved_by)
values (:user_id, :discrepancy_id, :account_id, :symbol, :kind, :state, :order_id, :ours, :venue, :proposal, :explanation,
        :evidence, :found_at, :updated_at, :resolved_at, :resolved_by)
on conflict (user_id, discrepancy_id) do update
   set state = excluded.state, ours = excluded.ours, venue = excluded.venue, proposal = excluded.proposal,
       explanation = excluded.explanation, evidence = excluded.evidence, updated_at = excluded.updated_at,
       resolved_at = excluded.resolved_at, resolved_by = excluded.resolved_by;

-- name: save_external!
insert into app.external_order
  (user_id, external_order_id, account_id, venue_order_id, client_order_id, symbol, side, order_type, quantity, filled_quantity,
   executed_quantity, state, first_seen_at, updated_at)
values (:user_id, :external_order_id, :account_id, :venue_order_id, :client_order_id, :symbol, :side, :order_type, :quantity,
        :filled_quantity, :executed_quantity, :state, :first_seen_at, :updated_at)
on conflict (user_id, external_order_id) do update
   set client_order_id = excluded.client_order_id, order_type = excluded.order_type, quantity = excluded.quantity,
       filled_quantity = excluded.filled_quantity, executed_quantity = excluded.executed_quantity, state = excluded.state,
       updated_at = excluded.updated_at;

-- name: save_inquiry!
insert into app.inquiry
  (user_id, order_id, account_id, cause, asked_at, began_at, looked_at, misses, evidence, ended_at, verdict)
values (:user_id, :order_id, :account_id, :cause, :asked_at, :began_at, :looked_at, :misses, :evidence, :ended_at, :verdict)
on conflict (user_id, order_id) do update
   set looked_at = excluded.looked_at, misses = excluded.misses, evidence = excluded.evidence, ended_at = excluded.ended_at,
       verdict = excluded.verdict;

-- name: insert_transfer!
-- The same transfer found again is the same row.
insert into app.transfer
  (user_id, transfer_id, account_id, amount, found_at, kind, symbol, words, venue_activity_id, occurred_at)
values (:user_id, :transfer_id, :account_id, :amount, :found_at, :kind, :symbol, :words, :venue_activity_id, :occurred_at)
on conflict do nothing;

-- name: list_booked_transfers
select transfer_id from app.transfer where user_id = :user_id and transfer_id = any(:transfer_ids::uuid[]);

-- name: save_money!
-- What the venue said of the account's money.
update app.account_book
   set venue_cash = :cash, venue_equity = :equity, venue_buying_power = :buying_power, money_at = :money_at,
       cash_offset = :cash_offset
 where user_id = :user_id and account_id = :account_id;

-- name: save_fee_rates!
update app.account_book set fee_rates = :fee_rates where user_id = :user_id and account_id = :account_id;

-- name: list_discrepancies
-- Those that are open, and those a person chose to ignore: their numbers stay quiet.
select * from app.discrepancy where user_id = :user_id and state in ('open', 'ignored') order by found_at;

-- name: list_live_externals
select * from app.external_order where user_id = :user_id and state in ('held', 'working', 'partly_filled');

-- name: find_external^
select * from app.external_order
 where user_id = :user_id and account_id = :account_id and venue_order_id = :venue_order_id;

-- name: list_open_inquiries
select * from app.inquiry where user_id = :user_id and ended_at is null;

-- name: list_venue_money
select account_id, venue_cash, venue_equity, venue_buying_power, money_at, cash_offset from app.account_book
 where user_id = :user_id;

-- name: list_orders_of_reports
-- Orders of ours in any state that a venue's open orders name, by our id or by the venue's.
select * from app.trade_order
 where user_id = :user_id and account_id = :account_id
   and (client_order_id = any(:client_order_ids::text[]) or venue_order_id = any(:venue_order_ids::text[]));

-- name: find_original^
-- The execution that another one takes back or corrects.
select e.*, o.client_order_id from app.execution e left join app.trade_order o on o.user_id = e.user_id and o.order_id = e.order_id
 where e.user_id = :user_id and e.account_id = :account_id and e.venue_execution_id = :venue_execution_id;

-- name: list_venue_instruments
select * from app.venue_instrument where venue = :venue;

-- name: venue_read_at$
-- When the venue's instruments were last read; null when they never were.
select max(updated_at) from app.venue_instrument where venue = :venue;

-- name: save_venue_instruments!
insert into app.venue_instrument
  (venue, symbol, venue_symbol, name, market, currency, base, tick, lot_step, lot_smallest, multiplier, notional_min, has_leverage,
   lot_units, pip, is_tradable, is_fractionable, is_shortable, updated_at)
select * from unnest(:venues::text[], :symbols::text[], :venue_symbols::text[], :names::text[], :markets::text[], :currencies::text[],
  :bases::text[], :ticks::numeric[], :lot_steps::numeric[], :lot_smallests::numeric[], :multipliers::numeric[], :notional_mins::numeric[],
  :has_leverages::boolean[], :lot_unitss::numeric[], :pips::numeric[], :is_tradables::boolean[], :is_fractionables::boolean[],
  :is_shortables::boolean[], :updated_ats::timestamptz[])
on conflict (venue, symbol) do update
   set venue_symbol = excluded.venue_symbol, name = excluded.name, market = excluded.market, currency = excluded.currency,
       base = excluded.base, tick = excluded.tick, lot_step = excluded.lot_step, lot_smallest = excluded.lot_smallest,
       multiplier = excluded.multiplier, notional_min = excluded.notional_min, has_leverage = excluded.has_leverage,
       lot_units = excluded.lot_units, pip = excluded.pip, is_tradable = excluded.is_tradable,
       is_fractionable = excluded.is_fractionable, is_shortable = excluded.is_shortable, updated_at = excluded.updated_at;

-- name: forget_venue_instruments!
-- What the venue does not list any more; rows of symbols that are held stay known through their last rules.
update app.venue_instrument set is_tradable = false where venue = :venue and updated_at < :before and is_tradable;
