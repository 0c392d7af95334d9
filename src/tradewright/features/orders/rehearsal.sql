-- Statements of asking the executor what would become of an order.

-- name: find_account_and_shard^
-- Where the account's books are kept; no row when this trader has no such account.
select t.shard_id, a.label, a.status from app.trader t join app.account a using (user_id)
 where t.user_id = :user_id and a.account_id = :account_id;
