-- Statements of asking a linked account's venue for its prices.

-- name: find_shard$
-- Whose executor holds the trader's connections.
select shard_id from app.trader where user_id = :user_id;

-- name: find_listing^
-- Whether the venue lists the symbol, and whether we have read its list at all.
select exists (select from app.venue_instrument where venue = :venue and symbol = :symbol) as is_listed,
       exists (select from app.venue_instrument where venue = :venue) as is_known;

-- name: list_listed
-- Which of these symbols the venue lists.
select symbol from app.venue_instrument where venue = :venue and symbol = any(:symbols::text[]);

-- name: list_alike
-- Symbols of a venue that a mistyped one may have meant: they begin alike, hold it, or bear it in their name.
select symbol from app.venue_instrument
 where venue = :venue and is_tradable
   and (starts_with(symbol, left(upper(:symbol), 2)) or strpos(symbol, upper(:symbol)) > 0
        or strpos(upper(name), upper(:symbol)) > 0)
 order by symbol
 limit :at_most;
