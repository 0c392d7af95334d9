-- Statements of optimisations. An optimisation's job has the optimisation's id.

-- name: insert_optimisation!
insert into app.optimisation (user_id, optimisation_id, strategy_id, version_number, source, symbol, timeframe, from_at, to_at, plan, note,
                              bars, trials_total, created_at)
values (:user_id, :optimisation_id, :strategy_id, :version_number, :source, :symbol, :timeframe, :from_at, :to_at, :plan::json, :note,
        :bars, :trials_total, :now);

-- name: count_optimisations^
-- How many there are, and how many of them have not ended.
select count(*) as kept, count(*) filter (where j.state in ('queued', 'running')) as waiting
  from app.optimisation o join app.job j on j.user_id = o.user_id and j.job_id = o.optimisation_id
 where o.user_id = :user_id;

-- name: list_optimisations
-- Newest first; optimisation ids are time-ordered.
select o.optimisation_id, o.strategy_id, o.version_number, s.name as strategy_name, o.source, o.symbol, o.timeframe, o.from_at, o.to_at,
       o.plan, o.note, o.bars, o.trials_total, o.trials_done, coalesce(t.trials, 0) as trials_ever, o.best, o.verdict,
       o.created_at as asked_at, j.job_id, j.kind, j.state, j.progress, j.note as job_note, j.attempts, j.reason_code, j.reason,
       j.created_at, j.started_at, j.finished_at
  from app.optimisation o
  join app.job j on j.user_id = o.user_id and j.job_id = o.optimisation_id
  join app.strategy s on s.user_id = o.user_id and s.strategy_id = o.strategy_id
  left join app.strategy_trials t on t.user_id = o.user_id and t.strategy_id = o.strategy_id
 where o.user_id = :user_id and (:optimisation_id::uuid is null or o.optimisation_id = :optimisation_id::uuid)
   and (:strategy_id::uuid is null or o.strategy_id = :strategy_id::uuid)
   and (:before::uuid is null or o.optimisation_id < :before::uuid)
 order by o.optimisation_id desc limit :at_most;

-- name: delete_optimisation!
-- With its job goes the optimisation, and with it its trials. The count of trials on the strategy stays.
delete from app.job where user_id = :user_id and job_id = :optimisation_id and state not in ('queued', 'running');

-- name: find_work^
-- What a worker must know.
select strategy_id, version_number, source, symbol, timeframe, plan, trials_total, trials_done, bars_hash from app.optimisation
 where user_id = :user_id and optimisation_id = :optimisation_id;

-- name: find_result^
select plan, result from app.optimisation where user_id = :user_id and optimisation_id = :optimisation_id;

-- name: set_bars_hash!
update app.optimisation set bars_hash = :bars_hash where user_id = :user_id and optimisation_id = :optimisation_id and bars_hash is null;

-- name: insert_trials
-- Keep trials, each once; says which were new.
insert into app.optimisation_trial (user_id, optimisation_id, fold, number, inputs, figures, objective, is_feasible)
select :user_id, :optimisation_id, t.fold, t.number, t.inputs::jsonb, t.figures::jsonb, t.objective, t.is_feasible
  from unnest(:folds::integer[], :numbers::integer[], :inputs::text[], :figures::text[], :objectives::double precision[],
              :feasible::boolean[]) as t (fold, number, inputs, figures, objective, is_feasible)
    on conflict do nothing
returning fold, number;

-- name: count_done!
update app.optimisation set trials_done = trials_done + :made where user_id = :user_id and optimisation_id = :optimisation_id;

-- name: list_all_trials
select fold, number, inputs, figures, objective, is_feasible, plateau from app.optimisation_trial
 where user_id = :user_id and optimisation_id = :optimisation_id order by fold, number;

-- name: list_trials_by_number
select fold, number, inputs, figures, objective, is_feasible, plateau from app.optimisation_trial
 where user_id = :user_id and optimisation_id = :optimisation_id and fold = :fold and number > :after
 order by number limit :at_most;

-- name: list_trials_by_objective
-- The best first, those that may be chosen before the rest.
select fold, number, inputs, figures, objective, is_feasible, plateau from app.optimisation_trial
 where user_id = :user_id and optimisation_id = :optimisation_id and fold = :fold
 order by is_feasible desc, objective desc nulls last, number limit :at_most;

-- name: find_trial^
select fold, number, inputs, figures, objective, is_feasible, plateau from app.optimisation_trial
 where user_id = :user_id and optimisation_id = :optimisation_id and fold = 0 and number = :number;

-- name: set_plateaus!
update app.optimisation_trial t set plateau = p.plateau
  from unnest(:folds::integer[], :numbers::integer[], :plateaus::double precision[]) as p (fold, number, plateau)
 where t.user_id = :user_id and t.optimisation_id = :optimisation_id and t.fold = p.fold and t.number = p.number;

-- name: set_result!
update app.optimisation set best = :best::jsonb, verdict = :verdict::jsonb, result = :result::jsonb
 where user_id = :user_id and optimisation_id = :optimisation_id;
