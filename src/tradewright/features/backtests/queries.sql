-- Statements of backtests. A run's job has the run's id.

-- name: insert_run!
insert into app.backtest_run (user_id, run_id, name, guru, source, symbol, timeframe, from_at, to_at, inputs, settings, note, created_at)
values (:user_id, :run_id, :name, :guru, :source, :symbol, :timeframe, :from_at, :to_at, :inputs::json, :settings::json, :note, :now);

-- name: list_runs
-- Newest first; run ids are time-ordered.
select r.run_id, r.name, r.guru, r.source, r.symbol, r.timeframe, r.from_at, r.to_at, r.inputs, r.settings, r.note, r.bars, r.trades,
       r.headline, r.created_at as run_created_at, j.job_id, j.kind, j.state, j.progress, j.note as job_note, j.attempts,
       j.reason_code, j.reason, j.created_at, j.started_at, j.finished_at
  from app.backtest_run r join app.job j on j.user_id = r.user_id and j.job_id = r.run_id
 where r.user_id = :user_id and (:run_id::uuid is null or r.run_id = :run_id::uuid)
   and (:guru::text is null or r.guru = :guru::text) and (:symbol::text is null or r.symbol = :symbol::text)
   and (:before::uuid is null or r.run_id < :before::uuid)
 order by r.run_id desc limit :at_most;

-- name: delete_run!
-- With its job goes the run, and with the run its report.
delete from app.job where user_id = :user_id and job_id = :run_id and state not in ('queued', 'running');

-- name: set_result!
update app.backtest_run set bars = :bars, trades = :trades, headline = :headline::jsonb where user_id = :user_id and run_id = :run_id;

-- name: insert_report!
insert into app.backtest_report (user_id, run_id, document) values (:user_id, :run_id, :document);

-- name: find_report$
select document from app.backtest_report where user_id = :user_id and run_id = :run_id;
