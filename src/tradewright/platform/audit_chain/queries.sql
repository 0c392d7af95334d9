-- Statements of the audit's chain. Links are written by triggers (migration 0016).

-- name: list_unrooted_days
select user_id, day, number, hash from app.list_unrooted_days(:moment, :at_most);

-- name: store_root!
select app.store_root(:user_id, :day, :number, :hash, :key_id, :signature, :moment);

-- name: find_newest_key^
select key_id, public_key, private_sealed, created_at from app.chain_key order by created_at desc, key_id desc limit 1;

-- name: insert_key!
insert into app.chain_key (key_id, public_key, private_sealed, created_at) values (:key_id, :public_key, :private_sealed, :moment);

-- name: list_keys
select key_id, public_key from app.chain_key order by created_at, key_id;

-- name: list_chained_users
select user_id from app.list_chained_users(:after_user, :at_most);

-- name: find_head^
-- The head and the last link there is, of one moment.
select h.number, h.hash, coalesce((select max(c.number) from app.chain_entry c where c.user_id = h.user_id), 0) as last_number
  from app.chain_head h where h.user_id = :user_id;

-- name: list_roots
select day, number, hash, key_id, signature from app.chain_root where user_id = :user_id order by day;

-- name: list_days
-- The UTC days that have links, with the last link of each.
select (at at time zone 'UTC')::date as day, max(number) as number from app.chain_entry where user_id = :user_id group by 1 order by 1;

-- name: find_bounds^
-- The first and last link of a span of UTC days.
select min(number) as first_number, max(number) as last_number from app.chain_entry
 where user_id = :user_id and at >= :since and at < :until;

-- name: list_links
-- Links in order, each with the row it stands for; documents come as the database's own text.
select c.number, c.at, c.kind, c.subject_id, c.subject_number, c.payload_hash, c.previous_hash, c.hash,
       e.order_id, e.kind as event_kind, e.data::text as data, e.occurred_at, e.recorded_at,
       a.audit_id, a.actor, a.action, a.subject, a.before::text as before, a.after::text as after, a.correlation_id, a.at as audited_at
  from app.chain_entry c
  left join app.order_event e
    on c.kind = 'order_event' and e.user_id = c.user_id and e.order_id = c.subject_id and e.number = c.subject_number
  left join app.audit_entry a on c.kind = 'audit_entry' and a.user_id = c.user_id and a.audit_id = c.subject_id
 where c.user_id = :user_id and c.number > :after and c.number <= :until order by c.number limit :at_most;

-- name: list_unchained
-- Rows that no link stands for, at most so many.
select 'order_event' as kind, e.order_id as subject_id, e.number as subject_number
  from app.order_event e
 where e.user_id = :user_id and not exists (
       select from app.chain_entry c where c.user_id = e.user_id and c.kind = 'order_event' and c.subject_id = e.order_id
          and c.subject_number = e.number)
union all
select 'audit_entry', a.audit_id, 0
  from app.audit_entry a
 where a.user_id = :user_id and not exists (
       select from app.chain_entry c where c.user_id = a.user_id and c.kind = 'audit_entry' and c.subject_id = a.audit_id)
 limit :at_most;
