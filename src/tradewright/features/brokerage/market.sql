-- Instruments and bars.

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
