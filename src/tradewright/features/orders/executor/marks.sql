-- name: save_marks!
-- A price that is older than the one here changes nothing.
insert into app.venue_mark as m (venue, symbol, price, at)
select * from unnest(:venues::text[], :symbols::text[], :prices::numeric[], :ats::timestamptz[])
    on conflict (venue, symbol) do update set price = excluded.price, at = excluded.at
 where m.at < excluded.at;
