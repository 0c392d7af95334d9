revoke insert on app.signal from tw_executor;
alter table app.trade_order drop column unwanted;
drop function app.claim_signals(uuid, bigint, integer, uuid[]);
