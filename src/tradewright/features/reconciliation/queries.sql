-- Reading discrepancies and orders placed by hand; the executor writes them.

-- name: list_discrepancies
-- One page, newest first.
select * from app.discrepancy
 where user_id = :user_id and (:state::text is null or state = :state) and (:account_id::uuid is null or account_id = :account_id)
   and (:before::bigint is null or sequence < :before)
 order by sequence desc limit :at_most;

-- name: find_discrepancy^
select * from app.discrepancy where user_id = :user_id and discrepancy_id = :discrepancy_id;

-- name: list_external_orders
-- One page, newest first; `live` narrows to those that are open at the venue.
select * from app.external_order
 where user_id = :user_id and (:account_id::uuid is null or account_id = :account_id)
   and (:symbol::text is null or symbol = :symbol)
   and (not :live::boolean or state in ('held', 'working', 'partly_filled'))
   and (:before::bigint is null or sequence < :before)
 order by sequence desc limit :at_most;
