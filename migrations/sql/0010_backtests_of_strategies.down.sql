-- What older code cannot read goes: runs of definitions, with their jobs.
revoke delete on app.backtest_report from tw_worker;
delete from app.job j using app.backtest_run r where r.user_id = j.user_id and r.run_id = j.job_id and r.guru is null;
drop index app.backtest_run_of_strategy;
alter table app.backtest_run
  drop constraint backtest_run_of_version,
  drop constraint backtest_run_version_has_strategy,
  drop constraint backtest_run_definition_has_hash,
  drop constraint backtest_run_of_one_thing,
  drop column definition_hash,
  drop column definition,
  drop column version,
  drop column strategy_id,
  alter column guru set not null;
