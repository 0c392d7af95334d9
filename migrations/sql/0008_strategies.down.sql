drop table app.strategy_trials;
drop table app.strategy_version;
drop table app.strategy;
