-- Who is there: one row for each running role of each process.

-- name: insert_member!
-- Say that we are here, and forget those of our role who have been gone for an hour.
with gone as (
  delete from app.member where role = :role and role <> 'executor' and heartbeat_at < now() - interval '1 hour'
)
insert into app.member (member_id, role, hostname, pid, started_at, heartbeat_at)
values (:member_id, :role, :hostname, :pid, now(), now());

-- name: beat!
-- Say that we are still here.
update app.member set heartbeat_at = now() where member_id = :member_id;

-- name: delete_member!
-- Say that we leave.
delete from app.member where member_id = :member_id;

-- name: list_live
-- List who has been heard lately.
select member_id, role, hostname, pid, started_at,
       extract(epoch from now() - heartbeat_at)::float8 as silent_s
  from app.member
 where heartbeat_at > now() - make_interval(secs => :within_s) and not fenced
 order by role, started_at, member_id;

-- name: list_neighbours
-- List who says that it runs where we run.
select member_id, pid from app.member where hostname = :hostname and role <> 'executor';

-- name: bury!
-- Forget members whose processes are gone, and let others have their leases at once.
with freed as (update app.lease set expires_at = '-infinity' where holder = any(:member_ids::uuid[]))
delete from app.member where member_id = any(:member_ids::uuid[]);
