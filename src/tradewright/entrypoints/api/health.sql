-- What health looks at.

-- name: newest_heartbeat$
select max(heartbeat_at) from app.member where role = :role and not fenced;
