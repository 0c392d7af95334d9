-- Forget discrepancies, external orders, inquiries, transfers and the venues' instruments; orders and executions stay.
create or replace function app.list_live_users(wanted_member uuid)
  returns table (user_id uuid, shard_id smallint)
  language sql stable security definer set search_path = app, pg_temp
  as $$
    select t.user_id, t.shard_id
      from app.trader t
     where t.shard_id in (select h.shard_id from app.shard h join app.member m using (member_id)
                           where m.member_id = wanted_member and not m.fenced)
       and (exists (select from app.trade_order o where o.user_id = t.user_id
                     and o.state in ('held', 'submitting', 'unknown', 'working', 'partly_filled'))
         or exists (select from app.position p where p.user_id = t.user_id and p.quantity <> 0)
         or exists (select from app.signal s where s.user_id = t.user_id and s.state in ('pending', 'waiting')))
  $$;

alter table app.paper_order
  drop column expires_at, drop column activation_price, drop column trail_percent, drop column trail_amount;
drop table app.venue_instrument;
alter table app.account_book
  drop column cash_offset, drop column money_at, drop column venue_buying_power, drop column venue_equity,
  drop column venue_cash;
drop table app.transfer;
drop table app.inquiry;
drop table app.external_order;
drop table app.discrepancy;
