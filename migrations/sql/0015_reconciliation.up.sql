-- Discrepancies, orders placed by hand, inquiries into unknown orders, venues' instruments and money.
-- Kind: pre (older code writes none of it).

-- Where our books and the venue differ, until a person has settled it or both have come to agree.
create table app.discrepancy (
  user_id         uuid not null references app.trader on delete cascade,
  discrepancy_id  uuid not null,
  sequence        bigint generated always as identity,
  account_id      uuid not null,
  symbol          text not null,
  kind            text not null constraint discrepancy_kind_known check (kind in ('position', 'order', 'fill', 'money')),
  state           text not null constraint discrepancy_state_known check (state in ('open', 'adopted', 'closed', 'ignored', 'cleared')),
  order_id        uuid,
  ours            text not null,                         -- signed units for positions, words for the others
  venue           text not null,
  proposal        text not null constraint discrepancy_proposal_known check (proposal in ('adopt', 'close', 'ignore')),
  explanation     text not null,
  evidence        jsonb not null default '[]',
  found_at        timestamptz not null,
  updated_at      timestamptz not null,
  resolved_at     timestamptz,
  resolved_by     text,
  primary key (user_id, discrepancy_id),
  foreign key (user_id, account_id) references app.account on delete cascade
);
create index discrepancy_recent on app.discrepancy (user_id, sequence desc);
create unique index discrepancy_open_once on app.discrepancy
  (account_id, kind, symbol, coalesce(order_id, '00000000-0000-0000-0000-000000000000')) where state = 'open';

-- Orders at a venue that nobody asked us for. `executed_quantity` is the sum of the fills we have seen of it.
create table app.external_order (
  user_id            uuid not null references app.trader on delete cascade,
  external_order_id  uuid not null,
  sequence           bigint generated always as identity,
  account_id         uuid not null,
  venue_order_id     text not null,
  client_order_id    text,
  symbol             text not null,
  side               text not null constraint external_side_known check (side in ('buy', 'sell')),
  order_type         text,                               -- null while only its fills are known
  quantity           numeric not null,
  filled_quantity    numeric not null,
  executed_quantity  numeric not null default 0,
  state              text not null,
  first_seen_at      timestamptz not null,
  updated_at         timestamptz not null,
  primary key (user_id, external_order_id),
  constraint external_venue_id_unique unique (account_id, venue_order_id),
  foreign key (user_id, account_id) references app.account on delete cascade
);
create index external_recent on app.external_order (user_id, sequence desc);

-- One order whose fate is (or was) unknown: why, what was looked at, and how it ended.
create table app.inquiry (
  user_id     uuid not null references app.trader on delete cascade,
  order_id    uuid not null,
  account_id  uuid not null,
  cause       text not null,
  asked_at    timestamptz not null,                      -- when it was committed to be sent
  began_at    timestamptz not null,                      -- when its fate became unknown
  looked_at   timestamptz,
  misses      timestamptz[] not null default '{}',
  evidence    jsonb not null default '[]',               -- [{at, source, found, detail}]
  ended_at    timestamptz,
  verdict     text,
  primary key (user_id, order_id)
);
create index inquiry_open on app.inquiry (user_id, account_id) where ended_at is null;

-- Money that came in or went out by itself: it moves the base of the day's loss.
create table app.transfer (
  user_id      uuid not null references app.trader on delete cascade,
  transfer_id  uuid not null,
  account_id   uuid not null,
  amount       numeric not null constraint transfer_moves_money check (amount <> 0),
  found_at     timestamptz not null,
  primary key (user_id, transfer_id),
  foreign key (user_id, account_id) references app.account on delete cascade
);
create index transfer_by_account on app.transfer (user_id, account_id, found_at desc);

-- What a venue said of the account's money. `cash_offset` is its cash beyond what our executions moved there.
alter table app.account_book
  add column venue_cash          numeric,
  add column venue_equity        numeric,
  add column venue_buying_power  numeric,
  add column money_at            timestamptz,
  add column cash_offset         numeric;

-- What can be traded at each venue, by the venue's rules. No tenant: rules are the same for everybody.
create table app.venue_instrument (
  venue             text not null,                       -- 'alpaca:paper'
  symbol            text not null,
  venue_symbol      text not null,
  name              text not null,
  market            text not null constraint venue_market_known check (market in ('stocks', 'crypto', 'forex', 'futures')),
  currency          text not null,
  base              text,
  tick              numeric not null constraint venue_tick_positive check (tick > 0),
  lot_step          numeric not null constraint venue_lot_positive check (lot_step > 0),
  lot_smallest      numeric not null constraint venue_smallest_positive check (lot_smallest > 0),
  multiplier        numeric not null constraint venue_multiplier_positive check (multiplier > 0),
  notional_min      numeric not null default 0,
  has_leverage      boolean not null default false,
  lot_units         numeric not null default 1,
  pip               numeric,
  is_tradable       boolean not null default true,
  is_fractionable   boolean not null default true,
  is_shortable      boolean not null default false,
  updated_at        timestamptz not null,
  primary key (venue, symbol)
);

-- The paper venue keeps trailing stops and orders good till a date. `stop_price` of a trailing stop is where it stands now.
alter table app.paper_order
  add column trail_amount      numeric,
  add column trail_percent     numeric,
  add column activation_price  numeric,
  add column expires_at        timestamptz;

do $$
declare
  name text;
begin
  foreach name in array array['discrepancy', 'external_order', 'inquiry', 'transfer'] loop
    call app.make_tenant_table(name);
  end loop;
end $$;

grant select on app.discrepancy, app.external_order, app.inquiry, app.transfer, app.venue_instrument to tw_gateway;
grant select, insert, update on app.discrepancy, app.external_order, app.inquiry to tw_executor;
grant select, insert on app.transfer to tw_executor;
grant select, insert, update, delete on app.venue_instrument to tw_executor;

-- Users of the shards this executor holds that have anything alive. A linked account is alive by itself: what its owner does
-- there by hand must be seen though nothing of ours is open.
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
         or exists (select from app.signal s where s.user_id = t.user_id and s.state in ('pending', 'waiting'))
         or exists (select from app.account a where a.user_id = t.user_id and a.broker <> 'paper' and a.status = 'active'))
  $$;
