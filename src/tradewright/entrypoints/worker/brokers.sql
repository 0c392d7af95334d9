-- name: find_linked_account^
-- What opens an account's connection: where it is, its sealed key, and since when fills there are ours.
select a.environment, a.config, a.credential, a.created_at, l.status as link_status
  from app.account a
  left join app.account_link l on l.user_id = a.user_id and l.account_id = a.account_id
 where a.user_id = :user_id and a.account_id = :account_id;

-- name: list_known_orders
-- Our orders that may live at the venue. A leg has a parent here only when it travelled with its entry.
select o.client_order_id, o.leg, o.venue_order_id, o.symbol,
       case when o.is_managed then null else p.client_order_id end as parent
  from app.trade_order o
  left join app.trade_order p on p.user_id = o.user_id and p.order_id = o.parent_order_id
 where o.user_id = :user_id and o.account_id = :account_id
   and o.state in ('held', 'submitting', 'unknown', 'working', 'partly_filled');
