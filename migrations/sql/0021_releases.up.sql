-- A release takes back what its own switch had asked for and nobody had begun, whatever other switches ask.
-- Kind: pre (older code writes no release, and what it asks for names no switch: then any switch that stands keeps it).
alter table app.kill_switch add column released_at timestamptz;            -- when it was last released; null: never
alter table app.platform_switch add column released_at timestamptz;
update app.kill_switch set released_at = set_at where level = 'none';

create or replace function app.press_platform_switch(
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
    update app.platform_switch
       set level = after, reason = its_reason, set_by = its_actor, set_at = its_time,
           released_at = case its_action when 'release' then its_time else before.released_at end;
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
                           else '{"action": "cancel"}'::jsonb end
             || jsonb_build_object('pressed_in', '00000000-0000-0000-0000-000000000000'), its_time
      from app.account a join app.trader t using (user_id)
     where a.status <> 'closed'
       and (exists (select from app.trade_order o where o.user_id = a.user_id and o.account_id = a.account_id
                       and o.state in ('held', 'submitting', 'unknown', 'working', 'partly_filled'))
         or (its_action = 'flatten' and exists (select from app.position p
              where p.user_id = a.user_id and p.account_id = a.account_id and p.quantity <> 0)))
       and not exists (select from app.signal s where s.user_id = a.user_id and s.account_id = a.account_id
              and s.source = 'kill_switch' and s.state in ('pending', 'waiting')
              and s.intent ->> 'action' = case its_action when 'flatten' then 'flatten' else 'cancel' end
              -- Asked for by this switch, and not taken back by its release.
              and s.intent ->> 'pressed_in' = '00000000-0000-0000-0000-000000000000'
              and s.received_at >= coalesce(before.released_at, '-infinity')
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
