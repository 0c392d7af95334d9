-- Another time zone of an account holds from the end of its present trading day on: no day's counts begin again before.
-- Kind: pre (older code lets the new zone hold at once, as it did).
alter table app.account
  add column timezone_before  text,                      -- the zone that holds until timezone_from; null: never changed
  add column timezone_from    timestamptz,
  add constraint account_timezone_change_whole check ((timezone_before is null) = (timezone_from is null));
