-- Statements of the trader's own audit.

-- name: list_records
-- Links of some days with the rows they stand for, newest first.
select c.number, c.at, c.kind, c.subject_id, c.payload_hash, c.previous_hash, c.hash, e.order_id, e.number as event_number,
       e.kind as event_kind, e.data, e.occurred_at, e.recorded_at, a.audit_id, a.actor, a.action, a.subject, a.before, a.after,
       a.correlation_id, a.at as acted_at
  from app.chain_entry c
  left join app.order_event e
    on c.kind = 'order_event' and e.user_id = c.user_id and e.order_id = c.subject_id and e.number = c.subject_number
  left join app.audit_entry a on c.kind = 'audit_entry' and a.user_id = c.user_id and a.audit_id = c.subject_id
 where c.user_id = :user_id
   and (:since::timestamptz is null or c.at >= :since::timestamptz)
   and (:until::timestamptz is null or c.at < :until::timestamptz)
   and (:before::bigint is null or c.number < :before::bigint)
 order by c.number desc limit :at_most;
