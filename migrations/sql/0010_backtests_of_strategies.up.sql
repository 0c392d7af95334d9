-- Backtests of a strategy's version or of a draft, and room for new reports by letting old ones go.
-- Kind: pre (older code writes curated strategies only, which stay as they are).

-- What ran is either a curated strategy, by name, or a definition, kept as it ran; that of a strategy also names its version.
-- `definition` is json, because the order of its keys means something.
alter table app.backtest_run
  alter column guru drop not null,
  add column strategy_id      uuid,
  add column version          integer,
  add column definition       json,
  add column definition_hash  text,
  add constraint backtest_run_of_one_thing check (num_nonnulls(guru, definition) = 1),
  add constraint backtest_run_definition_has_hash check ((definition is null) = (definition_hash is null)),
  add constraint backtest_run_version_has_strategy
    check ((strategy_id is null) = (version is null) and (strategy_id is null or definition is not null)),
  -- A strategy is only ever marked as deleted; with a trader, everything goes.
  add constraint backtest_run_of_version
    foreign key (user_id, strategy_id, version) references app.strategy_version (user_id, strategy_id, number) on delete cascade;
create index backtest_run_of_strategy on app.backtest_run (user_id, strategy_id, run_id desc) where strategy_id is not null;

grant delete on app.backtest_report to tw_worker;
