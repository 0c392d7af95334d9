-- Jobs: work that takes long. The row is the truth; the bus only wakes and distributes.
-- Kind: pre (older code does not use it).
create table app.job (
  user_id           uuid not null references app.trader on delete cascade,
  job_id            uuid not null,
  sequence          bigint generated always as identity,
  kind              text not null,
  input             json not null,                       -- what to do; json, because the order of keys may mean something
  state             text not null constraint job_state_known check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  progress          numeric not null default 0 constraint job_progress_share check (progress between 0 and 1),
  note              text not null default '',
  result            jsonb,
  checkpoint        jsonb,                               -- where a worker that takes over goes on
  attempts          integer not null default 0 constraint job_attempts_positive check (attempts >= 0),  -- since the last checkpoint
  cancel_requested  boolean not null default false,
  reason_code       text,
  reason            text,
  correlation_id    uuid not null,
  holder            uuid,                                -- the worker that has it
  epoch             bigint not null default 0,           -- grows with every claim: a worker that lost it can write nothing
  lease_until       timestamptz,
  not_before        timestamptz not null,
  created_at        timestamptz not null,
  started_at        timestamptz,
  finished_at       timestamptz,
  updated_at        timestamptz not null,
  primary key (user_id, job_id),
  constraint job_running_is_held check (state <> 'running' or (holder is not null and lease_until is not null)),
  constraint job_end_has_time check (state in ('queued', 'running') or finished_at is not null)
);
create index job_open on app.job (sequence) where state in ('queued', 'running');
create index job_list on app.job (user_id, sequence desc);
call app.make_tenant_table('job');
create policy job_door on app.job for all to tw_door using (true) with check (true);
grant select, insert, update on app.job to tw_gateway;
grant select, update on app.job to tw_worker;
grant select, update on app.job to tw_door;
grant usage on all sequences in schema app to tw_gateway;

-- Give this worker the next job of these kinds: a queued one, or one whose worker fell silent. Who has fewest running comes first,
-- and nobody has more than `running_max`. Claims wait for each other, so the counts are right.
create function app.claim_job(wanted_holder uuid, kinds text[], lease_s double precision, running_max integer)
  returns table (user_id uuid, job_id uuid, kind text, input json, checkpoint jsonb, attempts integer, epoch bigint,
                 cancel_requested boolean, correlation_id uuid, started_at timestamptz)
  language plpgsql security definer set search_path = app, pg_temp
  as $$
#variable_conflict use_column
begin
  perform pg_advisory_xact_lock(hashtext('app.claim_job'));
  return query
    with busy as (
      select j.user_id, count(*) as running from app.job j
       where j.state = 'running' and j.lease_until >= clock_timestamp() group by j.user_id),
    chosen as (
      select j.user_id, j.job_id from app.job j left join busy b on b.user_id = j.user_id
       where j.kind = any(kinds) and j.not_before <= clock_timestamp()
         and (j.state = 'queued' or (j.state = 'running' and j.lease_until < clock_timestamp()))
         and coalesce(b.running, 0) < running_max
       order by coalesce(b.running, 0), j.sequence limit 1
       for update of j skip locked)
    update app.job j
       set state = 'running', holder = wanted_holder, epoch = j.epoch + 1, attempts = j.attempts + 1,
           lease_until = clock_timestamp() + make_interval(secs => lease_s),
           started_at = coalesce(j.started_at, clock_timestamp()), updated_at = clock_timestamp()
      from chosen c where j.user_id = c.user_id and j.job_id = c.job_id
    returning j.user_id, j.job_id, j.kind, j.input, j.checkpoint, j.attempts, j.epoch, j.cancel_requested, j.correlation_id,
              j.started_at;
end $$;
grant create on schema app to tw_door;
alter function app.claim_job(uuid, text[], double precision, integer) owner to tw_door;
revoke create on schema app from tw_door;
revoke all on function app.claim_job(uuid, text[], double precision, integer) from public;
grant execute on function app.claim_job(uuid, text[], double precision, integer) to tw_worker;
