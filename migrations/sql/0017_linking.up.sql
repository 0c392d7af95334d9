-- Credentials of linked accounts: what they may do and whether they still work.
-- Kind: pre (older code writes none of it; an account without a link is a paper account).

-- A rehearsal is an account at a fake venue on this machine.
alter table app.account
  drop constraint account_environment_known,
  add constraint account_environment_known check (environment in ('paper', 'live', 'rehearsal'));

-- What the credential in `account.credential` turned out to be. The secret itself is nowhere but there, sealed.
create table app.account_link (
  user_id        uuid not null,
  account_id     uuid not null,
  venue          text not null,                          -- 'alpaca:paper'
  venue_account  text,                                   -- the account's number there; null when the venue has none
  kind           text not null constraint account_link_kind_known check (kind in ('keys', 'oauth')),
  key_hint       text not null,                          -- the last characters of the key's name
  permissions    jsonb not null,                         -- [{name, granted, words}]
  can_trade      boolean not null,
  status         text not null constraint account_link_status_known check (status in ('ok', 'revoked', 'limited')),
  reason         text,                                   -- why it is not ok
  checked_at     timestamptz not null,
  primary key (user_id, account_id),
  foreign key (user_id, account_id) references app.account on delete cascade
);
-- Two accounts of ours on one account there would each see the other's orders as somebody's by hand.
-- Where a venue says no number, one account of it is all a trader can have: two could be the same.
create unique index account_link_once on app.account_link (user_id, venue, venue_account) nulls not distinct;
call app.make_tenant_table('account_link');

grant select, insert, update, delete on app.account_link to tw_gateway;
-- The executor hears first that a key no longer works, and marks the account.
grant select, update (status, reason, checked_at) on app.account_link to tw_executor;
grant update (status) on app.account to tw_executor;
