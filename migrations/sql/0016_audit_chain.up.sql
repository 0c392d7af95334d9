-- Order events and audit entries in a chain of hashes for each trader, with signed daily roots.
-- Kind: pre (older code goes on inserting; the triggers chain what it writes).
--
-- Whoever inserts an event or an entry chains it in the same statement, whichever program it is: the links are made by triggers
-- that run with the door's rights, and no role that logs in may write a link. What a link holds is told in
-- docs/how-to/verify-the-audit.md, and computed anew by platform/audit_chain, which trusts no function of the database.

create table app.chain_head (
  user_id        uuid primary key references app.trader on delete cascade,
  number         bigint not null constraint chain_head_counted check (number >= 0),
  hash           bytea not null,
  at             timestamptz not null,
  rooted_number  bigint not null default 0               -- the last link that a signed root covers
);

create table app.chain_entry (
  user_id         uuid not null references app.trader on delete cascade,
  number          bigint not null constraint chain_entry_counted check (number > 0),
  at              timestamptz not null,                  -- when it was chained, by the database's clock; never runs back
  kind            text not null constraint chain_entry_kind_known check (kind in ('order_event', 'audit_entry')),
  subject_id      uuid not null,                         -- order_id or audit_id
  subject_number  integer not null,                      -- the order event's number; 0 for an audit entry
  payload_hash    bytea not null,                        -- SHA-256 of every column of the row
  previous_hash   bytea not null,
  hash            bytea not null,
  primary key (user_id, number)
);

create table app.chain_root (
  user_id    uuid not null references app.trader on delete cascade,
  day        date not null,                              -- a UTC day that has ended
  number     bigint not null,
  hash       bytea not null,
  key_id     uuid not null,
  signature  bytea not null,                             -- Ed25519
  signed_at  timestamptz not null,
  primary key (user_id, day)
);

-- The installation's signing keys. No tenant.
create table app.chain_key (
  key_id          uuid primary key,
  public_key      bytea not null,
  private_sealed  bytea not null,
  created_at      timestamptz not null
);

call app.make_tenant_table('chain_head');
call app.make_tenant_table('chain_entry');
call app.make_tenant_table('chain_root');
create policy chain_head_door on app.chain_head for all to tw_door using (true) with check (true);
create policy chain_entry_door on app.chain_entry for all to tw_door using (true) with check (true);
create policy chain_root_door on app.chain_root for all to tw_door using (true) with check (true);
grant select, insert, update on app.chain_head to tw_door;
grant select, insert on app.chain_entry, app.chain_root to tw_door;
grant select, update (private_sealed) on app.chain_key to tw_door;
grant select on app.chain_head, app.chain_entry, app.chain_root to tw_gateway, tw_worker;
grant select (key_id, public_key, created_at) on app.chain_key to tw_gateway, tw_worker;
grant select, insert on app.chain_key to tw_scheduler;
grant select on app.order_event, app.audit_entry to tw_worker;

-- A moment as it stands in what is hashed.
create function app.chain_moment(moment timestamptz) returns text
  language sql immutable
  as $$ select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;

-- Append rows of one kind, ordered by user, to their users' chains. Each user's head is locked until the transaction ends, so
-- that links of one user are made one after the other; users are taken in order, so that two calls cannot wait for each other.
create function app.extend_chain(kind text, user_ids uuid[], subject_ids uuid[], subject_numbers integer[], payload_hashes bytea[])
  returns void
  language plpgsql security definer set search_path = app, pg_temp
  as $$
declare
  head app.chain_head;
  stamp timestamptz;
  numbers bigint[] := '{}';
  ats timestamptz[] := '{}';
  previous_hashes bytea[] := '{}';
  hashes bytea[] := '{}';
begin
  for i in 1 .. coalesce(cardinality(user_ids), 0) loop
    if head.user_id is distinct from user_ids[i] then
      if head.user_id is not null then
        update app.chain_head h set number = head.number, hash = head.hash, at = stamp where h.user_id = head.user_id;
      end if;
      select * into head from app.chain_head h where h.user_id = user_ids[i] for update;
      if not found then
        insert into app.chain_head (user_id, number, hash, at) values (user_ids[i], 0, decode(repeat('00', 32), 'hex'), '-infinity')
          on conflict (user_id) do nothing;
        select * into head from app.chain_head h where h.user_id = user_ids[i] for update;
      end if;
      stamp := greatest(clock_timestamp(), head.at);
    end if;
    previous_hashes := previous_hashes || head.hash;
    head.number := head.number + 1;
    head.hash := sha256(convert_to(concat_ws(E'\n', 'tradewright.chain/1', user_ids[i], head.number, app.chain_moment(stamp), kind,
                                             subject_ids[i], subject_numbers[i], encode(head.hash, 'hex'),
                                             encode(payload_hashes[i], 'hex')), 'UTF8'));
    numbers := numbers || head.number;
    ats := ats || stamp;
    hashes := hashes || head.hash;
  end loop;
  if head.user_id is null then
    return;
  end if;
  update app.chain_head h set number = head.number, hash = head.hash, at = stamp where h.user_id = head.user_id;
  insert into app.chain_entry (user_id, number, at, kind, subject_id, subject_number, payload_hash, previous_hash, hash)
  select u.user_id, u.number, u.at, extend_chain.kind, u.subject_id, u.subject_number, u.payload_hash, u.previous_hash, u.hash
    from unnest(user_ids, numbers, ats, subject_ids, subject_numbers, payload_hashes, previous_hashes, hashes)
      as u (user_id, number, at, subject_id, subject_number, payload_hash, previous_hash, hash);
end $$;

-- What is hashed of an order event and of an audit entry: every column but the user (who stands in the link), one a line. Texts
-- are quoted as JSON strings, documents are jsonb's own text, which has one spelling for one value.
create function app.order_event_hash(e app.order_event) returns bytea
  language sql stable
  as $$
    select sha256(convert_to(concat_ws(E'\n', e.order_id, e.number, to_json(e.kind), e.data, app.chain_moment(e.occurred_at),
                                       app.chain_moment(e.recorded_at)), 'UTF8'))
  $$;
create function app.audit_entry_hash(a app.audit_entry) returns bytea
  language sql stable
  as $$
    select sha256(convert_to(concat_ws(E'\n', a.audit_id, to_json(a.actor), to_json(a.action), to_json(a.subject),
                                       coalesce(a.before::text, '-'), coalesce(a.after::text, '-'),
                                       coalesce(a.correlation_id::text, '-'), app.chain_moment(a.at)), 'UTF8'))
  $$;

create function app.chain_order_events() returns trigger
  language plpgsql security definer set search_path = app, pg_temp
  as $$
begin
  perform app.extend_chain('order_event', array_agg(r.user_id order by r.user_id, r.place),
                           array_agg(r.order_id order by r.user_id, r.place), array_agg(r.number order by r.user_id, r.place),
                           array_agg(r.payload order by r.user_id, r.place))
     from (select e.user_id, e.order_id, e.number, app.order_event_hash(e) as payload, row_number() over () as place from added e) r;
  return null;
end $$;

create function app.chain_audit_entries() returns trigger
  language plpgsql security definer set search_path = app, pg_temp
  as $$
begin
  perform app.extend_chain('audit_entry', array_agg(r.user_id order by r.user_id, r.place),
                           array_agg(r.audit_id order by r.user_id, r.place), array_agg(0 order by r.user_id, r.place),
                           array_agg(r.payload order by r.user_id, r.place))
     from (select a.user_id, a.audit_id, app.audit_entry_hash(a) as payload, row_number() over () as place from added a) r;
  return null;
end $$;

create trigger order_event_chained after insert on app.order_event
  referencing new table as added for each statement execute function app.chain_order_events();
create trigger audit_entry_chained after insert on app.audit_entry
  referencing new table as added for each statement execute function app.chain_audit_entries();

-- The last link of each ended UTC day that no signed root covers yet, for the scheduler. A head whose first uncovered link is of
-- today costs one look.
create function app.list_unrooted_days(moment timestamptz, at_most integer)
  returns table (user_id uuid, day date, number bigint, hash bytea)
  language sql stable security definer set search_path = app, pg_temp
  as $$
    with bound as (select date_trunc('day', moment at time zone 'UTC') at time zone 'UTC' as midnight)
    select h.user_id, d.day, d.number, d.hash
      from app.chain_head h cross join bound b cross join lateral (
           select distinct on ((e.at at time zone 'UTC')::date) (e.at at time zone 'UTC')::date as day, e.number, e.hash
             from app.chain_entry e
            where e.user_id = h.user_id and e.number > h.rooted_number and e.at < b.midnight
            order by (e.at at time zone 'UTC')::date, e.number desc) d
     where h.rooted_number < h.number
       and exists (select from app.chain_entry f where f.user_id = h.user_id and f.number = h.rooted_number + 1 and f.at < b.midnight)
     order by h.user_id, d.day limit at_most
  $$;

-- Keep a signed root; one that is there already stays.
create function app.store_root(wanted_user uuid, wanted_day date, wanted_number bigint, wanted_hash bytea, wanted_key uuid,
                               wanted_signature bytea, moment timestamptz)
  returns void
  language sql security definer set search_path = app, pg_temp
  as $$
    insert into app.chain_root (user_id, day, number, hash, key_id, signature, signed_at)
    values (wanted_user, wanted_day, wanted_number, wanted_hash, wanted_key, wanted_signature, moment)
    on conflict (user_id, day) do nothing;
    update app.chain_head set rooted_number = greatest(rooted_number, wanted_number) where user_id = wanted_user;
  $$;

-- Who has a chain, for whoever verifies all of them.
create function app.list_chained_users(after_user uuid, at_most integer)
  returns table (user_id uuid)
  language sql stable security definer set search_path = app, pg_temp
  as $$
    select t.user_id from app.trader t where t.user_id > after_user order by t.user_id limit at_most
  $$;

-- The vault's rotation now reseals the signing key too; it belongs to no user.
create or replace function app.list_sealed(after_column text, after_row uuid, at_most integer)
  returns table (sealed_column text, user_id uuid, row_id uuid, sealed bytea)
  language sql stable security definer set search_path = app, pg_temp
  as $$
    select v.sealed_column, v.user_id, v.row_id, v.sealed
      from (select 'account.credential', a.user_id, a.account_id, a.credential from app.account a where a.credential is not null
            union all select 'agent.signing_sealed', g.user_id, g.agent_id, g.signing_sealed from app.agent g
            union all select 'agent.token_sealed', g.user_id, g.agent_id, g.token_sealed from app.agent g
            union all select 'chain_key.private_sealed', '00000000-0000-0000-0000-000000000000', k.key_id, k.private_sealed from app.chain_key k)
           as v (sealed_column, user_id, row_id, sealed)
     where (v.sealed_column, v.row_id) > (after_column, after_row)
     order by v.sealed_column, v.row_id limit at_most
  $$;
create or replace function app.replace_sealed(wanted_column text, wanted_row uuid, expected bytea, replacement bytea)
  returns boolean
  language plpgsql security definer set search_path = app, pg_temp
  as $$
declare
  touched bigint;
begin
  case wanted_column
    when 'account.credential' then
      update app.account set credential = replacement where account_id = wanted_row and credential = expected;
    when 'agent.signing_sealed' then
      update app.agent set signing_sealed = replacement where agent_id = wanted_row and signing_sealed = expected;
    when 'agent.token_sealed' then
      update app.agent set token_sealed = replacement where agent_id = wanted_row and token_sealed = expected;
    when 'chain_key.private_sealed' then
      update app.chain_key set private_sealed = replacement where key_id = wanted_row and private_sealed = expected;
  end case;
  get diagnostics touched = row_count;
  return touched = 1;
end $$;

do $$
declare
  signature text;
begin
  grant create on schema app to tw_door;
  foreach signature in array array[
    'app.extend_chain(text, uuid[], uuid[], integer[], bytea[])', 'app.chain_order_events()', 'app.chain_audit_entries()',
    'app.list_unrooted_days(timestamptz, integer)', 'app.store_root(uuid, date, bigint, bytea, uuid, bytea, timestamptz)',
    'app.list_chained_users(uuid, integer)']
  loop
    execute format('alter function %s owner to tw_door', signature);
    execute format('revoke all on function %s from public', signature);
  end loop;
  revoke create on schema app from tw_door;
end $$;
-- What was written before there was a chain is chained now, in the order of its time: by a function of the door's, since an owner
-- that is no superuser sees no tenant's rows. It is gone again with this migration.
create policy order_event_door on app.order_event for select to tw_door using (true);
create policy audit_entry_door on app.audit_entry for select to tw_door using (true);
grant select on app.order_event, app.audit_entry to tw_door;
create function app.chain_what_stands() returns void
  language plpgsql security definer set search_path = app, pg_temp
  as $$
declare
  trader record;
begin
  for trader in select user_id from app.trader order by user_id loop
    perform app.extend_chain('audit_entry', array_agg(a.user_id), array_agg(a.audit_id order by a.at, a.audit_id), array_agg(0),
                             array_agg(app.audit_entry_hash(a) order by a.at, a.audit_id))
       from app.audit_entry a where a.user_id = trader.user_id;
    perform app.extend_chain('order_event', array_agg(e.user_id),
                             array_agg(e.order_id order by e.recorded_at, e.order_id, e.number),
                             array_agg(e.number order by e.recorded_at, e.order_id, e.number),
                             array_agg(app.order_event_hash(e) order by e.recorded_at, e.order_id, e.number))
       from app.order_event e where e.user_id = trader.user_id;
  end loop;
end $$;
grant create on schema app to tw_door;
alter function app.chain_what_stands() owner to tw_door;
revoke create on schema app from tw_door;
select app.chain_what_stands();
drop function app.chain_what_stands();
revoke select on app.order_event, app.audit_entry from tw_door;
drop policy order_event_door on app.order_event;
drop policy audit_entry_door on app.audit_entry;

grant execute on function app.list_unrooted_days(timestamptz, integer),
  app.store_root(uuid, date, bigint, bytea, uuid, bytea, timestamptz) to tw_scheduler;
grant execute on function app.list_chained_users(uuid, integer) to tw_worker;
