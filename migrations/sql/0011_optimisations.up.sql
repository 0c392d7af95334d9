-- Optimisations with every trial they made, and parts of jobs that other workers take.
-- Kind: pre (older code does not use them; an older worker's claims leave parts alone, it does not know their kinds).

-- A part is a job of its own that belongs to a running job, and ends with it.
alter table app.job add column parent_id uuid;
alter table app.job add constraint job_parent foreign key (user_id, parent_id) references app.job on delete cascade;
create index job_part on app.job (user_id, parent_id) where parent_id is not null;
grant insert on app.job to tw_worker;
grant usage on sequence app.job_sequence_seq to tw_worker;

-- As in 0007, and parts: they come after every whole job, and of one user there run four at most for each job that may.
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
      select j.user_id, count(*) filter (where j.parent_id is null) as running,
             count(*) filter (where j.parent_id is not null) as parts
        from app.job j
       where j.state = 'running' and j.lease_until >= clock_timestamp() group by j.user_id),
    chosen as (
      select j.user_id, j.job_id from app.job j left join busy b on b.user_id = j.user_id
       where j.kind = any(kinds) and j.not_before <= clock_timestamp()
         and (j.state = 'queued' or (j.state = 'running' and j.lease_until < clock_timestamp()))
         and case when j.parent_id is null then coalesce(b.running, 0) < running_max
                  else coalesce(b.parts, 0) < 4 * running_max end
       order by j.parent_id is not null, coalesce(b.running, 0) + coalesce(b.parts, 0), j.sequence limit 1
       for update of j skip locked)
    update app.job j
       set state = 'running', holder = wanted_holder, epoch = j.epoch + 1, attempts = j.attempts + 1,
           lease_until = clock_timestamp() + make_interval(secs => lease_s),
           started_at = coalesce(j.started_at, clock_timestamp()), updated_at = clock_timestamp()
      from chosen c where j.user_id = c.user_id and j.job_id = c.job_id
    returning j.user_id, j.job_id, j.kind, j.input, j.checkpoint, j.attempts, j.epoch, j.cancel_requested, j.correlation_id,
              j.started_at;
end $$;

-- An optimisation and its job have one id. `plan` is what was asked; the rest is null until it is known.
create table app.optimisation (
  user_id          uuid not null,
  optimisation_id  uuid not null,
  strategy_id      uuid not null,
  version_number   integer not null,
  source           text not null,
  symbol           text not null,
  timeframe        text not null,
  from_at          timestamptz,                          -- null: as far as there are bars
  to_at            timestamptz,
  plan             json not null,                        -- search, ranges, inputs, objective, constraints, split, settings
  note             text not null default '',
  bars             integer not null,
  bars_hash        text,                                 -- of the bars it began with: they may not change under it
  trials_total     integer not null constraint optimisation_trials_positive check (trials_total > 0),
  trials_done      integer not null default 0,
  best             jsonb,
  verdict          jsonb,
  result           jsonb,                                -- periods, folds, equity over unseen bars: what lists do not show
  created_at       timestamptz not null,
  primary key (user_id, optimisation_id),
  foreign key (user_id, optimisation_id) references app.job on delete cascade,
  foreign key (user_id, strategy_id, version_number) references app.strategy_version on delete cascade
);
create index optimisation_of_strategy on app.optimisation (user_id, strategy_id);

-- Every trial, kept as soon as it was made: a worker that takes over goes on from these. Fold 0 is the study's own search.
create table app.optimisation_trial (
  user_id          uuid not null,
  optimisation_id  uuid not null,
  fold             integer not null constraint optimisation_trial_fold_positive check (fold >= 0),
  number           integer not null constraint optimisation_trial_number_positive check (number > 0),
  inputs           jsonb not null,
  figures          jsonb not null,
  objective        double precision,
  is_feasible      boolean not null,
  plateau          double precision,                     -- null until its search is done, or where there is none
  primary key (user_id, optimisation_id, fold, number),
  foreign key (user_id, optimisation_id) references app.optimisation on delete cascade
);

call app.make_tenant_table('optimisation');
call app.make_tenant_table('optimisation_trial');
grant select, insert on app.optimisation to tw_gateway;
grant select, update on app.optimisation to tw_worker;
grant select on app.optimisation_trial to tw_gateway;
grant select, insert, update on app.optimisation_trial to tw_worker;
