-- Backtests: what was run, its headline for lists, and the whole report apart from it.
-- Kind: pre (older code does not use them).

-- A run and its job have one id. What is null in a headline has no value.
create table app.backtest_run (
  user_id               uuid not null,
  run_id                uuid not null,
  name                  text not null,
  guru                  text not null,
  source                text not null,
  symbol                text not null,
  timeframe             text not null,
  from_at               timestamptz,                     -- null: as far as there are bars
  to_at                 timestamptz,
  inputs                json not null,
  settings              json not null,
  note                  text not null default '',
  bars                  integer,                         -- how many there were; null until it ran
  trades                integer,
  headline              jsonb,
  created_at            timestamptz not null,
  primary key (user_id, run_id),
  foreign key (user_id, run_id) references app.job on delete cascade
);

-- The report document (tradewright.report/1) as JSON in gzip, which is also how it travels.
create table app.backtest_report (
  user_id   uuid not null,
  run_id    uuid not null,
  document  bytea not null constraint backtest_report_bounded check (octet_length(document) <= 33554432),
  primary key (user_id, run_id),
  foreign key (user_id, run_id) references app.backtest_run on delete cascade
);
alter table app.backtest_report alter column document set storage external;  -- it is compressed already

call app.make_tenant_table('backtest_run');
call app.make_tenant_table('backtest_report');
grant select, insert on app.backtest_run to tw_gateway;
grant select, update on app.backtest_run to tw_worker;
grant select on app.backtest_report to tw_gateway;
grant select, insert on app.backtest_report to tw_worker;
-- Deleting a run deletes its job, which takes the rest along.
grant delete on app.job to tw_gateway;
