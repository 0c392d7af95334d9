-- Rotating the vault's keys: the worker reads and replaces sealed values of every user, and nothing else of them.
-- Kind: pre (older code never calls these).

grant update (credential) on app.account to tw_door;
create policy account_door_reseal on app.account for update to tw_door using (true) with check (true);

-- Every sealed value there is, in pages: those after this column and row.
create function app.list_sealed(after_column text, after_row uuid, at_most integer)
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

-- Put a value sealed under a newer key in the place of the one that was read; false when it changed meanwhile.
create function app.replace_sealed(wanted_column text, wanted_row uuid, expected bytea, replacement bytea)
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

do $$
declare
  signature text;
begin
  grant create on schema app to tw_door;
  foreach signature in array array['app.list_sealed(text, uuid, integer)', 'app.replace_sealed(text, uuid, bytea, bytea)'] loop
    execute format('alter function %s owner to tw_door', signature);
    execute format('revoke all on function %s from public', signature);
    execute format('grant execute on function %s to tw_worker', signature);
  end loop;
  revoke create on schema app from tw_door;
end $$;
