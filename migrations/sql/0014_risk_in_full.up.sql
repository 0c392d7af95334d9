-- Every limit, and the ladder of the kill switch.
-- Kind: pre (older code goes on reading the four columns of limits, which are still written, and treats every level but
-- 'none' as a pause).

-- Limits are one document, of the same form as in an agent's version: what a limit is grows in one place only. The owner is
-- bound by row security like everybody else, so it is lifted for as long as the documents are made.
alter table app.risk_limit
  add column document jsonb not null default '{}' constraint risk_limit_is_document check (jsonb_typeof(document) = 'object');
alter table app.risk_limit no force row level security;
update app.risk_limit
   set document = jsonb_strip_nulls(jsonb_build_object(
         'loss_daily_max', loss_daily_max::text, 'trades_daily_max', trades_daily_max, 'positions_max', positions_max,
         'order_notional_max', order_notional_max::text));
alter table app.risk_limit force row level security;

alter table app.kill_switch
  drop constraint kill_switch_level_known,
  add constraint kill_switch_level_known check (level in ('none', 'entries_paused', 'reduce_only', 'halted')),
  add column locked_until timestamptz;                    -- nobody but the operator releases it before

-- Every press, of whoever: the switch's row only tells where it stands.
create table app.kill_switch_log (
  user_id       uuid not null references app.trader on delete cascade,
  log_id        uuid not null,
  scope         text not null constraint kill_switch_log_scope_known check (scope in ('user', 'account')),
  scope_id      uuid not null,
  action        text not null constraint kill_switch_log_action_known
                  check (action in ('pause_entries', 'reduce_only', 'halt', 'flatten', 'release', 'unlock')),
  level_before  text not null,
  level         text not null,
  reason        text not null default '',
  policy        jsonb,                                    -- flatten: which positions, and what rests
  locked_until  timestamptz,
  pressed_by    text not null,                            -- actor, as in audit entries
  signals       integer not null default 0 constraint kill_switch_log_signals_counted check (signals >= 0),
  pressed_at    timestamptz not null,
  primary key (user_id, log_id)
);
create index kill_switch_log_recent on app.kill_switch_log (user_id, pressed_at desc, log_id);
call app.make_tenant_table('kill_switch_log');
grant select, insert on app.kill_switch_log to tw_gateway;

-- The operator's own switch stands over every trader. It has one row, and is pressed by whoever owns the database.
create table app.platform_switch (
  is_only       boolean primary key default true constraint platform_switch_only check (is_only),
  level         text not null default 'none' constraint platform_switch_level_known
                  check (level in ('none', 'entries_paused', 'reduce_only', 'halted')),
  reason        text not null default '',
  set_by        text not null default 'system',
  set_at        timestamptz not null default now()
);
insert into app.platform_switch default values;
create table app.platform_switch_log (
  log_id        bigint generated always as identity primary key,
  action        text not null,
  level_before  text not null,
  level         text not null,
  reason        text not null,
  policy        jsonb,
  pressed_by    text not null,
  signals       integer not null,
  pressed_at    timestamptz not null
);
grant select on app.platform_switch to tw_gateway, tw_executor;
grant select on app.platform_switch_log to tw_gateway;

create policy user_control_door on app.user_control for all to tw_door using (true) with check (true);
grant select, insert, update on app.user_control to tw_door;
grant select, update on app.platform_switch to tw_door;
grant select, insert on app.platform_switch_log to tw_door;
create policy kill_switch_door on app.kill_switch for all to tw_door using (true) with check (true);
grant select, update on app.kill_switch to tw_door;
create policy kill_switch_log_door on app.kill_switch_log for insert to tw_door with check (true);
grant insert on app.kill_switch_log to tw_door;

-- Press the operator's switch. A press raises the level, only a release lowers it; pressing again changes nothing. Every
-- trader's control epoch is bumped, so no decision made without the new level can commit after this has answered. From
-- reduce_only on, resting entries of every account are asked to be cancelled; flatten asks for everything to be closed.
-- Returns how many requests were written.
create function app.press_platform_switch(
    its_action text, its_reason text, its_actor text, its_policy jsonb, its_time timestamptz)
  returns integer
  language plpgsql security definer set search_path = app, pg_temp
  as $$
declare
  levels   constant text[] := array['none', 'entries_paused', 'reduce_only', 'halted'];
  before   app.platform_switch;
  wanted   text;
  after    text;
  written  integer := 0;
begin
  select * into strict before from app.platform_switch for update;
  wanted := case its_action
    when 'release' then 'none' when 'pause_entries' then 'entries_paused' when 'reduce_only' then 'reduce_only'
    when 'flatten' then 'reduce_only' when 'halt' then 'halted' end;
  if wanted is null then
    raise exception 'unknown action %', its_action using errcode = 'invalid_parameter_value';
  end if;
  after := case when its_action = 'release' then 'none'
                else levels[greatest(array_position(levels, wanted), array_position(levels, before.level))] end;
  if after <> before.level or (its_reason <> '' and its_reason <> before.reason) then
    update app.platform_switch set level = after, reason = its_reason, set_by = its_actor, set_at = its_time;
  end if;

  -- In one order, as the executors' commits lock them: two orders could wait for each other.
  perform 1 from app.user_control order by user_id for update;
  insert into app.user_control as c (user_id, epoch) select t.user_id, 2 from app.trader t
  on conflict (user_id) do update set epoch = c.epoch + 1;

  if its_action in ('reduce_only', 'halt', 'flatten') then
    insert into app.signal (user_id, signal_id, account_id, shard_id, source, correlation_id, intent, received_at)
    select a.user_id, gen_random_uuid(), a.account_id, t.shard_id, 'kill_switch', gen_random_uuid(),
           case its_action when 'flatten' then '{"action": "flatten"}'::jsonb
                             || case its_policy ->> 'positions' when 'keep_spot' then '{"keep_spot": true}'::jsonb else '{}' end
                             || case its_policy ->> 'resting' when 'keep' then '{"keep_resting": true}'::jsonb else '{}' end
                           else '{"action": "cancel"}'::jsonb end, its_time
      from app.account a join app.trader t using (user_id)
     where a.status <> 'closed'
       and (exists (select from app.trade_order o where o.user_id = a.user_id and o.account_id = a.account_id
                       and o.state in ('held', 'submitting', 'unknown', 'working', 'partly_filled'))
         or (its_action = 'flatten' and exists (select from app.position p
              where p.user_id = a.user_id and p.account_id = a.account_id and p.quantity <> 0)))
       and not exists (select from app.signal s where s.user_id = a.user_id and s.account_id = a.account_id
              and s.source = 'kill_switch' and s.state in ('pending', 'waiting')
              and s.intent ->> 'action' = case its_action when 'flatten' then 'flatten' else 'cancel' end
              -- One that leaves more alone than this one does not do its work.
              and (its_action <> 'flatten'
                or coalesce((s.intent ->> 'keep_spot')::boolean, false) <= coalesce(its_policy ->> 'positions' = 'keep_spot', false)
               and coalesce((s.intent ->> 'keep_resting')::boolean, false) <= coalesce(its_policy ->> 'resting' = 'keep', false)));
    get diagnostics written = row_count;
  end if;

  insert into app.platform_switch_log (action, level_before, level, reason, policy, pressed_by, signals, pressed_at)
  values (its_action, before.level, after, its_reason, its_policy, its_actor, written, its_time);
  insert into app.outbox (user_id, events)
  select t.user_id, json_build_array(json_build_object('type', 'kill_switch.changed', 'data', json_build_object(
           'scope', 'platform', 'scope_id', '00000000-0000-0000-0000-000000000000', 'level', s.level, 'reason', s.reason,
           'set_by', 'operator', 'set_at', to_char(s.set_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           'locked_until', null)))
    from app.trader t cross join app.platform_switch s where t.status = 'active';
  return written;
end $$;

-- Take the locks off one trader's switches: the operator's way out of a lock that was a mistake. The levels stay; the trader
-- releases them. Returns how many were locked.
create function app.unlock_kill_switches(its_email text, its_actor text, its_time timestamptz)
  returns integer
  language plpgsql security definer set search_path = app, pg_temp
  as $$
declare
  its_user  uuid;
  unlocked  integer;
begin
  select t.user_id into its_user from app.trader t where t.email_key = lower(btrim(its_email));
  if its_user is null then
    raise exception 'no trader has the e-mail address %', its_email using errcode = 'no_data_found';
  end if;
  insert into app.user_control as c (user_id, epoch) values (its_user, 2)
  on conflict (user_id) do update set epoch = c.epoch + 1;
  with locked as (
    select k.* from app.kill_switch k where k.user_id = its_user and k.locked_until > its_time for update),
  logged as (
    insert into app.kill_switch_log
      (user_id, log_id, scope, scope_id, action, level_before, level, reason, pressed_by, signals, pressed_at)
    select k.user_id, gen_random_uuid(), k.scope, k.scope_id, 'unlock', k.level, k.level, '', its_actor, 0, its_time from locked k)
  update app.kill_switch k set locked_until = null
    from locked where k.user_id = locked.user_id and k.scope = locked.scope and k.scope_id = locked.scope_id;
  get diagnostics unlocked = row_count;
  return unlocked;
end $$;

grant create on schema app to tw_door;
alter function app.unlock_kill_switches(text, text, timestamptz) owner to tw_door;
revoke all on function app.unlock_kill_switches(text, text, timestamptz) from public;
alter function app.press_platform_switch(text, text, text, jsonb, timestamptz) owner to tw_door;
revoke create on schema app from tw_door;
revoke all on function app.press_platform_switch(text, text, text, jsonb, timestamptz) from public;
