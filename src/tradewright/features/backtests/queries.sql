-- Statements of backtests. A run's job has the run's id.

-- name: insert_run!
insert into app.backtest_run (user_id, run_id, name, guru, strategy_id, version, definition, definition_hash, source, symbol, timeframe,
                              from_at, to_at, inputs, settings, note, created_at)
values (:user_id, :run_id, :name, :guru, :strategy_id, :version, :definition::json, :definition_hash, :source, :symbol, :timeframe,
        :from_at, :to_at, :inputs::json, :settings::json, :note, :now);

-- name: list_runs
-- Newest first; run ids are time-ordered.
select r.run_id, r.name, r.guru, r.strategy_id, r.version, s.name as strategy_name, r.definition_hash, r.source, r.symbol, r.timeframe,
       r.from_at, r.to_at, r.inputs, r.settings, r.note, r.bars, r.trades, r.headline, r.created_at as run_created_at,
       exists (select from app.backtest_report d where d.user_id = r.user_id and d.run_id = r.run_id) as has_report,
       j.job_id, j.kind, j.state, j.progress, j.note as job_note, j.attempts, j.reason_code, j.reason, j.created_at, j.started_at,
       j.finished_at
  from app.backtest_run r
  join app.job j on j.user_id = r.user_id and j.job_id = r.run_id
  left join app.strategy s on s.user_id = r.user_id and s.strategy_id = r.strategy_id
 where r.user_id = :user_id and (:run_id::uuid is null or r.run_id = :run_id::uuid)
   and (:guru::text is null or r.guru = :guru::text) and (:symbol::text is null or r.symbol = :symbol::text)
   and (:strategy_id::uuid is null or r.strategy_id = :strategy_id::uuid)
   and (:before::uuid is null or r.run_id < :before::uuid)
 order by r.run_id desc limit :at_most;

-- name: find_definition^
-- What a run of a definition ran, and of which strategy.
select strategy_id, definition, definition_hash from app.backtest_run
 where user_id = :user_id and run_id = :run_id and definition is not null;

-- name: delete_run!
-- With its job goes the run, and with the run its report.
delete from app.job where user_id = :user_id and job_id = :run_id and state not in ('queued', 'running');

-- name: set_result!
update app.backtest_run set bars = :bars, trades = :trades, headline = :headline::jsonb where user_id = :user_id and run_id = :run_id;

-- name: insert_report!
insert into app.backtest_report (user_id, run_id, document) values (:user_id, :run_id, :document);

-- name: find_report$
select document from app.backtest_report where user_id = :user_id and run_id = :run_id;

-- name: drop_old_reports!
-- Let the oldest reports of this trader go until the others fit in `bytes_max`; the newest stays whatever its size.
delete from app.backtest_report
 where user_id = :user_id and run_id in (
   select run_id from (
     select run_id, row_number() over newest as place, sum(octet_length(document)) over newest as bytes
       from app.backtest_report where user_id = :user_id
     window newest as (order by run_id desc)) as kept
    where place > 1 and bytes > :bytes_max);
