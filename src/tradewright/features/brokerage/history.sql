-- What accounts hold, and what became of their money.

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
