-- Credentials of linked accounts: what they may do and whether they still work.
revoke update (status) on app.account from tw_executor;
drop table app.account_link;
update app.account set environment = 'paper' where environment = 'rehearsal';
alter table app.account
  drop constraint account_environment_known,
  add constraint account_environment_known check (environment in ('paper', 'live'));
