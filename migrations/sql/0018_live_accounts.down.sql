-- Connections, marks, fee rates, names of money that moved, and the notice of live trading.
delete from app.legal_acceptance where document = 'live_trading';
alter table app.legal_acceptance
  drop constraint legal_document_known,
  add constraint legal_document_known check (document in ('risk_disclaimer', 'terms', 'tradingview_notice'));
alter table app.transfer
  drop column kind, drop column symbol, drop column words, drop column venue_activity_id, drop column occurred_at;
alter table app.account_book
  drop column fee_rates;
drop table app.venue_mark;
drop table app.account_connection;
