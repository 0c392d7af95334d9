-- Forget how alerts are numbered; alerts stay. The intake function is again the one of 0002.
drop function app.accept_alerts(jsonb);
drop function app.number_alert(uuid, uuid, uuid, text, text, bigint, timestamptz, timestamptz);
alter type app.alert_verdict drop attribute numbering, drop attribute missed_before;
alter table app.alert drop column numbering, drop column missed_before;
drop table app.alert_numbering;

-- Judge alerts in the order of the array and store each with its outcome; accepted ones with one signal a target account.
-- Each item: agent_id, version_id, token_hash (hex, null on routes without a token), alert_id, correlation_id, route,
-- body (base64, redacted), body_text (for the event), content_type, remote_ip, received_at, intent, refusal_code and refusal
-- (what the gateway found wrong already), identity (hex), window_s, resets_on_flip, signature (hex), targets
-- ([{account_id, signal_id}]). The user, the shard and the agent's status are never taken from the caller.
create function app.accept_alerts(items jsonb)
  returns setof app.alert_verdict
  language plpgsql security definer set search_path = app, pg_temp
  as $$
declare
  item         record;
  verdict      app.alert_verdict;
  verdicts     app.alert_verdict[] := '{}';
  account_ids  uuid[];
  direction    record;
  flips_now    bigint;
  is_turn      boolean;
  marker       bytea;
  first_id     uuid;
begin
  perform app.lock_agents(array(select (i ->> 'agent_id')::uuid from jsonb_array_elements(items) i));

  for item in
    select i.*, a.user_id, a.status, a.version_id as version_now, a.token_hash as token_now, t.shard_id, t.status as trader_status,
           i.intent ->> 'action' as action, i.intent ->> 'symbol' as symbol
      from rows from (jsonb_to_recordset(items) as (
             agent_id uuid, version_id uuid, token_hash text, alert_id uuid, received_at timestamptz, intent jsonb,
             refusal_code text, refusal text, identity text, window_s integer, resets_on_flip boolean, signature text,
             targets jsonb)) with ordinality as i
      left join app.agent a on a.agent_id = i.agent_id
      left join app.trader t on t.user_id = a.user_id
     order by i.ordinality
  loop
    verdict := row (item.alert_id, 'accepted', null, null, null, item.user_id, item.shard_id);

    if item.user_id is null or item.version_id <> item.version_now or decode(item.token_hash, 'hex') <> item.token_now then
      verdict.outcome := 'stale';
      verdicts := verdicts || verdict;
      continue;
    end if;

    if item.signature is not null then
      insert into app.webhook_signature (user_id, agent_id, signature, seen_at)
      values (item.user_id, item.agent_id, decode(item.signature, 'hex'), item.received_at) on conflict do nothing;
      if not found then
        verdict.outcome := 'refused';
        verdict.reason_code := 'signature_replayed';
        verdict.reason := 'This signature was used before; sign each request anew.';
        verdicts := verdicts || verdict;
        continue;
      end if;
    end if;

    account_ids := array(select (g ->> 'account_id')::uuid from jsonb_array_elements(item.targets) g);
    if item.refusal_code is not null and not (
         item.refusal_code in ('symbol_not_allowed', 'side_not_allowed')
         and app.works_against_holding(item.user_id, account_ids, item.symbol, item.action)) then
      verdict.outcome := 'refused';
      verdict.reason_code := item.refusal_code;
      verdict.reason := item.refusal;
    elsif item.trader_status <> 'active' then
      verdict.outcome := 'refused';
      verdict.reason_code := 'trader_suspended';
      verdict.reason := 'The owner of this agent is suspended.';
    elsif item.status <> 'active' then
      verdict.outcome := 'refused';
      verdict.reason_code := 'agent_' || item.status;
      verdict.reason := case item.status when 'paused' then 'The agent is paused.' else 'The agent is deleted.' end;
    elsif not exists (select from app.account c
                       where c.user_id = item.user_id and c.account_id = any (account_ids) and c.status = 'active') then
      verdict.outcome := 'refused';
      verdict.reason_code := 'no_account';
      verdict.reason := 'None of the agent''s accounts is active.';
    else
      -- An identity of content alone counts within one run of a direction: long, short, long is three alerts.
      if item.action = 'flatten' then
        select coalesce(sum(d.flips), 0) + count(*) filter (where d.action <> 'flatten'), true
          into flips_now, is_turn from app.agent_direction d where d.agent_id = item.agent_id;
      else
        select d.action, d.flips into direction from app.agent_direction d
         where d.agent_id = item.agent_id and d.symbol = item.symbol;
        is_turn := item.symbol is not null and item.action in ('buy', 'sell', 'exit') and direction.action is distinct from item.action;
        flips_now := coalesce(direction.flips, 0) + is_turn::integer;
      end if;
      marker := decode(item.identity, 'hex');
      if item.resets_on_flip then
        marker := sha256(marker || int8send(flips_now));
      end if;

      select n.alert_id into first_id from app.alert_identity n
       where n.agent_id = item.agent_id and n.identity = marker and n.expires_at > item.received_at;
      if found then
        verdict.outcome := 'duplicate';
        verdict.duplicate_of := first_id;
      else
        insert into app.alert_identity as n (user_id, agent_id, identity, alert_id, seen_at, expires_at)
        values (item.user_id, item.agent_id, marker, item.alert_id, item.received_at,
                item.received_at + make_interval(secs => item.window_s))
        on conflict (agent_id, identity) do update
           set alert_id = excluded.alert_id, seen_at = excluded.seen_at, expires_at = excluded.expires_at;
        if item.action = 'flatten' then
          update app.agent_direction d set action = 'flatten', flips = d.flips + 1
           where d.agent_id = item.agent_id and d.action <> 'flatten';
        elsif is_turn then
          insert into app.agent_direction as d (user_id, agent_id, symbol, action, flips)
          values (item.user_id, item.agent_id, item.symbol, item.action, flips_now)
          on conflict (agent_id, symbol) do update set action = excluded.action, flips = excluded.flips;
        end if;
      end if;
    end if;
    verdicts := verdicts || verdict;
  end loop;

  insert into app.alert
    (user_id, alert_id, sequence, agent_id, version_id, correlation_id, route, body, content_type, remote_ip, outcome, reason_code,
     reason, duplicate_of, intent, received_at, committed_at)
  select v.user_id, v.alert_id, nextval('app.alert_sequence'), i.agent_id, i.version_id, i.correlation_id, i.route,
         decode(i.body, 'base64'), i.content_type, i.remote_ip, v.outcome, v.reason_code, v.reason, v.duplicate_of, i.intent,
         i.received_at, clock_timestamp()
    from unnest(verdicts) with ordinality as v (alert_id, outcome, reason_code, reason, duplicate_of, user_id, shard_id, place)
    join jsonb_to_recordset(items) as i (
           alert_id uuid, agent_id uuid, version_id uuid, correlation_id uuid, route text, body text, content_type text,
           remote_ip text, intent jsonb, received_at timestamptz) using (alert_id)
   where v.outcome <> 'stale'
   order by v.place;

  insert into app.signal
    (user_id, signal_id, account_id, shard_id, source, alert_id, agent_id, agent_version_id, correlation_id, intent, received_at)
  select v.user_id, (g ->> 'signal_id')::uuid, c.account_id, v.shard_id, 'alert', v.alert_id, i.agent_id, i.version_id,
         i.correlation_id, i.intent, i.received_at
    from unnest(verdicts) with ordinality as v (alert_id, outcome, reason_code, reason, duplicate_of, user_id, shard_id, place)
    join jsonb_to_recordset(items) as i (
           alert_id uuid, agent_id uuid, version_id uuid, correlation_id uuid, intent jsonb, received_at timestamptz, targets jsonb)
         using (alert_id)
   cross join jsonb_array_elements(i.targets) with ordinality as g (g, turn)
    join app.account c on c.user_id = v.user_id and c.account_id = (g ->> 'account_id')::uuid and c.status = 'active'
   where v.outcome = 'accepted'
   order by v.place, g.turn;

  -- At most 32 alerts an event message: a burst with long bodies must still fit into what the bus carries.
  insert into app.outbox (user_id, events)
  select e.user_id, json_agg(json_build_object('type', 'alert.received', 'data', e.document) order by e.place)
    from (select v.user_id, v.place, (row_number() over (partition by v.user_id order by v.place) - 1) / 32 as chunk,
                 json_build_object(
                   'alert_id', v.alert_id, 'agent_id', i.agent_id, 'agent_name', a.name, 'correlation_id', i.correlation_id,
                   'route', i.route, 'outcome', v.outcome, 'reason_code', v.reason_code, 'reason', v.reason,
                   'duplicate_of', v.duplicate_of, 'intent', i.intent, 'body', left(i.body_text, 2000),
                   'received_at', i.received_at,
                   'signals', case when v.outcome <> 'accepted' then '[]'::json else (
                      select coalesce(json_agg(json_build_object(
                               'signal_id', g ->> 'signal_id', 'account_id', c.account_id, 'source', 'alert', 'alert_id', v.alert_id,
                               'agent_id', i.agent_id, 'correlation_id', i.correlation_id, 'intent', i.intent, 'state', 'pending',
                               'reason_code', null, 'reason', null, 'decision', null, 'received_at', i.received_at,
                               'decided_at', null) order by turn), '[]'::json)
                        from jsonb_array_elements(i.targets) with ordinality as g (g, turn)
                        join app.account c on c.user_id = v.user_id and c.account_id = (g ->> 'account_id')::uuid
                                          and c.status = 'active') end) as document
            from unnest(verdicts) with ordinality as v (alert_id, outcome, reason_code, reason, duplicate_of, user_id, shard_id, place)
            join jsonb_to_recordset(items) as i (
                   alert_id uuid, agent_id uuid, correlation_id uuid, route text, body_text text, intent jsonb,
                   received_at text, targets jsonb) using (alert_id)
            join app.agent a on a.agent_id = i.agent_id
           where v.outcome <> 'stale') e
   group by e.user_id, e.chunk
   order by min(e.place);

  return query select * from unnest(verdicts);
end $$;

grant create on schema app to tw_door;
alter function app.accept_alerts(jsonb) owner to tw_door;
revoke create on schema app from tw_door;
revoke all on function app.accept_alerts(jsonb) from public;
grant execute on function app.accept_alerts(jsonb) to tw_gateway;
