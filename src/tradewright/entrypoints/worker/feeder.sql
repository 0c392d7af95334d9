-- name: upsert_instruments!
-- Keep the source's instruments and their rules; bars hang on them.
insert into app.instrument (symbol, name, market, currency, tick, lot_step, lot_smallest, multiplier, notional_min,
                            source, updated_at)
select symbol, name, market, currency, tick, lot_step, lot_smallest, multiplier, notional_min, :source, :now
  from unnest(:symbols::text[], :names::text[], :markets::text[], :currencies::text[], :ticks::numeric[],
              :lot_steps::numeric[], :lot_smallests::numeric[], :multipliers::numeric[], :notional_mins::numeric[])
       as given (symbol, name, market, currency, tick, lot_step, lot_smallest, multiplier, notional_min)
    on conflict (symbol) do update
   set name = excluded.name, market = excluded.market, currency = excluded.currency, tick = excluded.tick,
       lot_step = excluded.lot_step, lot_smallest = excluded.lot_smallest, multiplier = excluded.multiplier,
       notional_min = excluded.notional_min, source = excluded.source, updated_at = excluded.updated_at;

-- name: upsert_bars!
-- Store closed bars; the same bar again changes nothing but its numbers.
insert into app.bar (symbol, timeframe, opened_at, open, high, low, close, volume)
select * from unnest(:symbols::text[], :timeframes::text[], :opened_ats::timestamptz[], :opens::numeric[],
                     :highs::numeric[], :lows::numeric[], :closes::numeric[], :volumes::numeric[])
    on conflict (symbol, timeframe, opened_at) do update
   set open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close, volume = excluded.volume;

-- name: list_newest_bars
-- The newest stored bar of each symbol, to know where backfilling goes on.
select symbol, max(opened_at) as opened_at from app.bar where timeframe = :timeframe and symbol = any (:symbols) group by symbol;

-- name: prune_bars!
-- Forget bars that no chart asks for any more.
delete from app.bar where timeframe = :timeframe and opened_at < :before;
