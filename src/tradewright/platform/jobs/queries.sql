-- Jobs as their users and their workers see them. Claims look across tenants and are a door function (migration 0007).

-- name: insert_job!
insert into app.job (user_id, job_id, kind, input, state, correlation_id, not_before, created_at, updated_at)
values (:user_id, :job_id, :kind, :input::json, 'queued', :correlation_id, :now, :now, :now);

-- name: insert_part!
insert into app.job (user_id, job_id, parent_id, kind, input, state, correlation_id, not_before, created_at, updated_at)
values (:user_id, :job_id, :parent_id, :kind, :input::json, 'queued', :correlation_id, clock_timestamp(), clock_timestamp(),
        clock_timestamp());

-- name: end_idle_part!
-- A worker that wakes up late finds its part ended and can write nothing.
update app.job set state = 'cancelled', finished_at = clock_timestamp(), updated_at = clock_timestamp()
 where user_id = :user_id and job_id = :part_id and parent_id = :parent_id
   and (state = 'queued' or (state = 'running' and lease_until < clock_timestamp()));

-- name: end_parts!
-- Whoever runs one notices at the next beat.
update app.job
   set cancel_requested = true, updated_at = clock_timestamp(),
       state = case when state = 'queued' then 'cancelled' else state end,
       finished_at = case when state = 'queued' then clock_timestamp() else finished_at end
 where user_id = :user_id and parent_id = :parent_id and state in ('queued', 'running');

-- name: forget_parts!
-- What parts were told and what they made is of no use once their job has ended.
update app.job set input = '{}', result = null
 where user_id = :user_id and parent_id = :parent_id and state not in ('queued', 'running');

-- name: count_open$
select count(*) from app.job where user_id = :user_id and state in ('queued', 'running') and parent_id is null;

-- name: find_job^
select job_id, parent_id, kind, state, progress, note, attempts, reason_code, reason, result, cancel_requested, created_at,
       started_at, finished_at
  from app.job where user_id = :user_id and job_id = :job_id;

-- name: request_cancel!
-- A queued job ends at once; a running one is told.
update app.job
   set cancel_requested = true, updated_at = :now,
       state = case when state = 'queued' then 'cancelled' else state end,
       finished_at = case when state = 'queued' then :now::timestamptz else finished_at end
 where user_id = :user_id and job_id = :job_id and state in ('queued', 'running');

-- name: claim_job^
select * from app.claim_job(:holder, :kinds::text[], :lease_s, :running_max);

-- name: keep$
-- Keep the lease and say whether the job is to be cancelled; null when it is not ours any more.
update app.job set lease_until = clock_timestamp() + make_interval(secs => :lease_s)
 where user_id = :user_id and job_id = :job_id and holder = :holder and epoch = :epoch and state = 'running'
returning cancel_requested;

-- name: advance!
-- A checkpoint, when one is given, starts the count of attempts anew: the job is getting on.
update app.job
   set progress = :progress::numeric, note = :note, checkpoint = coalesce(:checkpoint::jsonb, checkpoint),
       attempts = case when :checkpoint::jsonb is null then attempts else 1 end, updated_at = clock_timestamp()
 where user_id = :user_id and job_id = :job_id and holder = :holder and epoch = :epoch and state = 'running';

-- name: finish!
update app.job
   set state = :state, progress = case when :state = 'done' then 1 else progress end, result = :result::jsonb,
       reason_code = :reason_code, reason = :reason, checkpoint = null, holder = null, lease_until = null,
       finished_at = clock_timestamp(), updated_at = clock_timestamp()
 where user_id = :user_id and job_id = :job_id and holder = :holder and epoch = :epoch and state = 'running';

-- name: put_back!
-- Leave the job to another worker, after a wait; an attempt that was no fault of the job does not count.
update app.job
   set state = 'queued', holder = null, lease_until = null, attempts = greatest(attempts - :uncounted::integer, 0),
       not_before = clock_timestamp() + make_interval(secs => :wait_s), updated_at = clock_timestamp()
 where user_id = :user_id and job_id = :job_id and holder = :holder and epoch = :epoch and state = 'running';
