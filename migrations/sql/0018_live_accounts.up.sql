-- What a trader with real money wants to see: how each account's connection stands, what positions are worth there, what fees
-- it pays, and by what name money came and went. And the notice that is read before the first live account.
-- Kind: pre (older code neither writes nor reads any of it).

-- How an account's connection stood when its executor last told. A linked account that nobody tells of is unattended.
create table app.account_connection (
  user_id       uuid not null,
  account_id    uuid not null,
  state         text not null constraint account_connection_state_known check (state in
                  ('connected', 'stream_down', 'unreachable', 'rate_limited')),
  since         timestamptz not null,
  detail        text,                                    -- the venue's words, or ours
  last_look_at  timestamptz,                             -- when orders, positions and money were last read whole
  told_at       timestamptz not null,
  primary key (user_id, account_id),
  foreign key (user_id, account_id) references app.account on delete cascade
);
call app.make_tenant_table('account_connection');
grant select on app.account_connection to tw_gateway;
grant select, insert, update on app.account_connection to tw_executor;

-- The latest price of what linked accounts hold, by their own venue. No tenant: prices are the same for everybody.
create table app.venue_mark (
  venue   text not null,                                 -- 'alpaca:paper'
  symbol  text not null,
  price   numeric not null constraint venue_mark_price_positive check (price > 0),
  at      timestamptz not null,
  primary key (venue, symbol)
);
grant select on app.venue_mark to tw_gateway;
grant select, insert, update on app.venue_mark to tw_executor;

-- What each end of a trade costs here, as shares of its value: {"*": "0", "crypto": "0.0025"}.
alter table app.account_book
  add column fee_rates  jsonb;

-- Money that moved by itself has a name where its venue gives one.
alter table app.transfer
  add column kind               text not null default 'transfer' constraint transfer_kind_known check (kind in
                                  ('transfer', 'fee', 'funding', 'dividend', 'interest', 'other')),
  add column symbol             text,
  add column words              text,
  add column venue_activity_id  text,
  add column occurred_at        timestamptz;

alter table app.legal_acceptance
  drop constraint legal_document_known,
  add constraint legal_document_known check (document in
    ('risk_disclaimer', 'terms', 'tradingview_notice', 'live_trading'));
