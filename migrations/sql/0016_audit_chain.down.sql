-- Order events and audit entries in a chain of hashes for each trader, with signed daily roots.
drop trigger order_event_chained on app.order_event;
drop trigger audit_entry_chained on app.audit_entry;
drop function app.chain_order_events(), app.chain_audit_entries(), app.list_unrooted_days(timestamptz, integer),
  app.store_root(uuid, date, bigint, bytea, uuid, bytea, timestamptz), app.list_chained_users(uuid, integer),
  app.extend_chain(text, uuid[], uuid[], integer[], bytea[]), app.order_event_hash(app.order_event),
  app.audit_entry_hash(app.audit_entry), app.chain_moment(timestamptz);
revoke select on app.order_event, app.audit_entry from tw_worker;

create or replace function app.list_sealed(after_column text, after_row uuid, at_most integer)
  returns table (sealed_column text, user_id uuid, row_id uuid, sealed bytea)
  language sql stable security definer set search_path = app, pg_temp
  as $$
    select v.sealed_column, v.user_id, v.row_id, v.sealed
      from (select 'account.credential', a.user_id, a.account_id, a.credential from app.account a where a.credential is not null
            union all select 'agent.signing_sealed', g.user_id, g.agent_id, g.signing_sealed from app.agent g
            union all select 'agent.token_sealed', g.user_id, g.agent_id, g.token_sealed from app.agent g)
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
  end case;
  get diagnostics touched = row_count;
  return touched = 1;
end $$;

drop table app.chain_root, app.chain_entry, app.chain_head, app.chain_key;
