revoke delete on app.job from tw_gateway;
drop table app.backtest_report;
drop table app.backtest_run;
