drop table app.optimisation_trial;
drop table app.optimisation;
delete from app.job where parent_id is not null;
create or replace function app.claim_job(wanted_holder uuid, kinds text[], lease_s double precision, running_max integer)
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
revoke usage on sequence app.job_sequence_seq from tw_worker;
revoke insert on app.job from tw_worker;
alter table app.job drop constraint job_parent;
drop index app.job_part;
alter table app.job drop column parent_id;
