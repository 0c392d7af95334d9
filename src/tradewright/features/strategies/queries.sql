-- Statements of strategies and their versions.

-- name: count_strategies$
select count(*) from app.strategy where user_id = :user_id and status <> 'deleted';

-- name: list_strategies
-- Newest first; strategy ids are time-ordered.
select s.*, coalesce(t.trials, 0) as trials
  from app.strategy s left join app.strategy_trials t using (user_id, strategy_id)
 where s.user_id = :user_id and s.status <> 'deleted' and (:before::uuid is null or s.strategy_id < :before::uuid)
   and (:words::text is null or s.name ilike '%' || :words::text || '%')
 order by s.strategy_id desc limit :at_most;

-- name: find_strategy^
select s.*, coalesce(t.trials, 0) as trials
  from app.strategy s left join app.strategy_trials t using (user_id, strategy_id)
 where s.user_id = :user_id and s.strategy_id = :strategy_id and s.status <> 'deleted';

-- name: lock_strategy!
-- Let no other change of this strategy begin before this transaction ends.
select from app.strategy where user_id = :user_id and strategy_id = :strategy_id for update;

-- name: insert_strategy!
insert into app.strategy (user_id, strategy_id, name, description, version_number, market, timeframe, direction, definition_hash,
                          created_at, updated_at)
values (:user_id, :strategy_id, :name, :description, 1, :market, :timeframe, :direction, :definition_hash, :now, :now);

-- name: insert_version!
insert into app.strategy_version (user_id, strategy_id, number, document, definition_hash, notes, evidence, created_at)
values (:user_id, :strategy_id, :number, :document::json, :definition_hash, :notes, :evidence::jsonb, :now);

-- name: set_version!
update app.strategy
   set version_number = :number, market = :market, timeframe = :timeframe, direction = :direction,
       definition_hash = :definition_hash, updated_at = :now
 where user_id = :user_id and strategy_id = :strategy_id;

-- name: set_words!
update app.strategy set name = :name, description = :description, updated_at = :now
 where user_id = :user_id and strategy_id = :strategy_id;

-- name: set_deleted!
update app.strategy set status = 'deleted', updated_at = :now where user_id = :user_id and strategy_id = :strategy_id;

-- name: list_versions
select strategy_id, number, notes, definition_hash, evidence is not null as has_evidence, created_at from app.strategy_version
 where user_id = :user_id and strategy_id = :strategy_id and (:before::integer is null or number < :before::integer)
 order by number desc limit :at_most;

-- name: find_version^
select strategy_id, number, document, definition_hash, notes, evidence, created_at from app.strategy_version
 where user_id = :user_id and strategy_id = :strategy_id and number = :number;

-- name: load_newest
-- The newest definition of each of these strategies.
select v.definition_hash, v.document
  from app.strategy s join app.strategy_version v
    on v.user_id = s.user_id and v.strategy_id = s.strategy_id and v.number = s.version_number
 where s.user_id = :user_id and s.strategy_id = any(:strategy_ids::uuid[]);

-- name: count_trials!
-- Add trials that were made, with the sums over those that have a Sharpe ratio.
insert into app.strategy_trials as t (user_id, strategy_id, trials, sharpe_count, sharpe_sum, sharpe_squares, updated_at)
values (:user_id, :strategy_id, :trials, :sharpe_count, :sharpe_sum, :sharpe_squares, :now)
on conflict (user_id, strategy_id) do update
   set trials = t.trials + excluded.trials, sharpe_count = t.sharpe_count + excluded.sharpe_count,
       sharpe_sum = t.sharpe_sum + excluded.sharpe_sum, sharpe_squares = t.sharpe_squares + excluded.sharpe_squares,
       updated_at = excluded.updated_at;

-- name: find_trials^
select trials, sharpe_count, sharpe_sum, sharpe_squares from app.strategy_trials
 where user_id = :user_id and strategy_id = :strategy_id;
