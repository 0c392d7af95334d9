-- Strategies with their versions, and the count of everything ever tried on them.
-- Kind: pre (older code does not use them).
create table app.strategy (
  user_id          uuid not null references app.trader on delete cascade,
  strategy_id      uuid not null,
  name             text not null,
  description      text not null default '',
  status           text not null default 'active' constraint strategy_status_known check (status in ('active', 'deleted')),
  version_number   integer not null constraint strategy_version_positive check (version_number > 0),
  market           text not null,
  timeframe        text not null,
  direction        text not null,
  definition_hash  text not null,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  primary key (user_id, strategy_id)
);

-- A version never changes: nobody may update one. `document` is json, because the order of its keys means something.
create table app.strategy_version (
  user_id          uuid not null,
  strategy_id      uuid not null,
  number           integer not null constraint strategy_version_number_positive check (number > 0),
  document         json not null,
  definition_hash  text not null,
  notes            text not null default '',
  evidence         jsonb,                                -- the optimisation it came from, and how it did there
  created_at       timestamptz not null,
  primary key (user_id, strategy_id, number),
  foreign key (user_id, strategy_id) references app.strategy on delete cascade
);

-- Every set of inputs that was ever tried counts against the best of them (the deflated Sharpe ratio). Deleting runs takes nothing
-- from it. The sums give the variance of the trials' Sharpe ratios.
create table app.strategy_trials (
  user_id       uuid not null,
  strategy_id   uuid not null,
  trials        bigint not null constraint strategy_trials_positive check (trials >= 0),
  sharpe_count  bigint not null default 0 constraint strategy_trials_sharpe_among check (sharpe_count between 0 and trials),
  sharpe_sum    numeric not null default 0,
  sharpe_squares numeric not null default 0 constraint strategy_trials_squares_positive check (sharpe_squares >= 0),
  updated_at    timestamptz not null,
  primary key (user_id, strategy_id),
  foreign key (user_id, strategy_id) references app.strategy on delete cascade
);

call app.make_tenant_table('strategy');
call app.make_tenant_table('strategy_version');
call app.make_tenant_table('strategy_trials');
grant select, insert, update on app.strategy, app.strategy_trials to tw_gateway;
grant select, insert on app.strategy_version to tw_gateway;
grant select on app.strategy, app.strategy_version to tw_worker;
grant select, insert, update on app.strategy_trials to tw_worker;
