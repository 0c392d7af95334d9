-- The whole schema, made by `make gen` from the migrations; edit those, not this file.
-- For reading and review: a database is made by the migrations alone.

CREATE SCHEMA app;

CREATE TYPE app.alert_verdict AS (
	alert_id uuid,
	outcome text,
	reason_code text,
	reason text,
	duplicate_of uuid,
	user_id uuid,
	shard_id smallint,
	numbering text,
	missed_before bigint
);

CREATE FUNCTION app.accept_alerts(items jsonb) RETURNS SETOF app.alert_verdict
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
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
             refusal_code text, refusal text, identity text, window_s integer, resets_on_flip boolean, signature text, route text,
             bar_at timestamptz, targets jsonb)) with ordinality as i
      left join app.agent a on a.agent_id = i.agent_id
      left join app.trader t on t.user_id = a.user_id
     order by i.ordinality
  loop
    verdict := row (item.alert_id, 'accepted', null, null, null, item.user_id, item.shard_id, null, 0);

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

    -- An alert that arrived was not missed, whatever the rules say of it. A repeat has been counted, a test has no count, and
    -- who does not know the agent's passphrase counts nothing.
    if verdict.outcome <> 'duplicate' and item.route <> 'test' and item.refusal_code is distinct from 'passphrase_wrong'
       and item.intent ? 'strategy' and item.intent ? 'sequence' then
      select n.numbering, n.missed_before into verdict.numbering, verdict.missed_before
        from app.number_alert(item.user_id, item.agent_id, item.alert_id, item.intent ->> 'strategy', coalesce(item.symbol, ''),
                              (item.intent ->> 'sequence')::bigint, item.bar_at, item.received_at) n;
    end if;
    verdicts := verdicts || verdict;
  end loop;

  insert into app.alert
    (user_id, alert_id, sequence, agent_id, version_id, correlation_id, route, body, content_type, remote_ip, outcome, reason_code,
     reason, duplicate_of, intent, received_at, committed_at, numbering, missed_before)
  select v.user_id, v.alert_id, nextval('app.alert_sequence'), i.agent_id, i.version_id, i.correlation_id, i.route,
         decode(i.body, 'base64'), i.content_type, i.remote_ip, v.outcome, v.reason_code, v.reason, v.duplicate_of, i.intent,
         i.received_at, clock_timestamp(), v.numbering, v.missed_before
    from unnest(verdicts) with ordinality as v (
           alert_id, outcome, reason_code, reason, duplicate_of, user_id, shard_id, numbering, missed_before, place)
    join jsonb_to_recordset(items) as i (
           alert_id uuid, agent_id uuid, version_id uuid, correlation_id uuid, route text, body text, content_type text,
           remote_ip text, intent jsonb, received_at timestamptz) using (alert_id)
   where v.outcome <> 'stale'
   order by v.place;

  insert into app.signal
    (user_id, signal_id, account_id, shard_id, source, alert_id, agent_id, agent_version_id, correlation_id, intent, received_at)
  select v.user_id, (g ->> 'signal_id')::uuid, c.account_id, v.shard_id, 'alert', v.alert_id, i.agent_id, i.version_id,
         i.correlation_id, i.intent, i.received_at
    from unnest(verdicts) with ordinality as v (
           alert_id, outcome, reason_code, reason, duplicate_of, user_id, shard_id, numbering, missed_before, place)
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
                   'received_at', i.received_at, 'numbering', v.numbering, 'missed_before', v.missed_before,
                   'signals', case when v.outcome <> 'accepted' then '[]'::json else (
                      select coalesce(json_agg(json_build_object(
                               'signal_id', g ->> 'signal_id', 'account_id', c.account_id, 'source', 'alert', 'alert_id', v.alert_id,
                               'agent_id', i.agent_id, 'correlation_id', i.correlation_id, 'intent', i.intent, 'state', 'pending',
                               'reason_code', null, 'reason', null, 'decision', null, 'received_at', i.received_at,
                               'decided_at', null) order by turn), '[]'::json)
                        from jsonb_array_elements(i.targets) with ordinality as g (g, turn)
                        join app.account c on c.user_id = v.user_id and c.account_id = (g ->> 'account_id')::uuid
                                          and c.status = 'active') end) as document
            from unnest(verdicts) with ordinality as v (
                   alert_id, outcome, reason_code, reason, duplicate_of, user_id, shard_id, numbering, missed_before, place)
            join jsonb_to_recordset(items) as i (
                   alert_id uuid, agent_id uuid, correlation_id uuid, route text, body_text text, intent jsonb,
                   received_at text, targets jsonb) using (alert_id)
            join app.agent a on a.agent_id = i.agent_id
           where v.outcome <> 'stale') e
   group by e.user_id, e.chunk
   order by min(e.place);

  return query select * from unnest(verdicts);
end $$;

ALTER FUNCTION app.accept_alerts(items jsonb) OWNER TO tw_door;

CREATE FUNCTION app.acting_user_ids() RETURNS uuid[]
    LANGUAGE sql STABLE
    AS $$ select current_setting('app.user_ids')::uuid[] $$;

CREATE TABLE app.audit_entry (
    user_id uuid NOT NULL,
    audit_id uuid NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    before jsonb,
    after jsonb,
    correlation_id uuid,
    at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY app.audit_entry FORCE ROW LEVEL SECURITY;

CREATE FUNCTION app.audit_entry_hash(a app.audit_entry) RETURNS bytea
    LANGUAGE sql STABLE
    AS $$
    select sha256(convert_to(concat_ws(E'\n', a.audit_id, to_json(a.actor), to_json(a.action), to_json(a.subject),
                                       coalesce(a.before::text, '-'), coalesce(a.after::text, '-'),
                                       coalesce(a.correlation_id::text, '-'), app.chain_moment(a.at)), 'UTF8'))
  $$;

CREATE FUNCTION app.chain_audit_entries() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
begin
  perform app.extend_chain('audit_entry', array_agg(r.user_id order by r.user_id, r.place),
                           array_agg(r.audit_id order by r.user_id, r.place), array_agg(0 order by r.user_id, r.place),
                           array_agg(r.payload order by r.user_id, r.place))
     from (select a.user_id, a.audit_id, app.audit_entry_hash(a) as payload, row_number() over () as place from added a) r;
  return null;
end $$;

ALTER FUNCTION app.chain_audit_entries() OWNER TO tw_door;

CREATE FUNCTION app.chain_moment(moment timestamp with time zone) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;

CREATE FUNCTION app.chain_order_events() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
begin
  perform app.extend_chain('order_event', array_agg(r.user_id order by r.user_id, r.place),
                           array_agg(r.order_id order by r.user_id, r.place), array_agg(r.number order by r.user_id, r.place),
                           array_agg(r.payload order by r.user_id, r.place))
     from (select e.user_id, e.order_id, e.number, app.order_event_hash(e) as payload, row_number() over () as place from added e) r;
  return null;
end $$;

ALTER FUNCTION app.chain_order_events() OWNER TO tw_door;

CREATE FUNCTION app.claim_job(wanted_holder uuid, kinds text[], lease_s double precision, running_max integer) RETURNS TABLE(user_id uuid, job_id uuid, kind text, input json, checkpoint jsonb, attempts integer, epoch bigint, cancel_requested boolean, correlation_id uuid, started_at timestamp with time zone)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
#variable_conflict use_column
begin
  perform pg_advisory_xact_lock(hashtext('app.claim_job'));
  return query
    with busy as (
      select j.user_id, count(*) filter (where j.parent_id is null) as running,
             count(*) filter (where j.parent_id is not null) as parts
        from app.job j
       where j.state = 'running' and j.lease_until >= clock_timestamp() group by j.user_id),
    chosen as (
      select j.user_id, j.job_id from app.job j left join busy b on b.user_id = j.user_id
       where j.kind = any(kinds) and j.not_before <= clock_timestamp()
         and (j.state = 'queued' or (j.state = 'running' and j.lease_until < clock_timestamp()))
         and case when j.parent_id is null then coalesce(b.running, 0) < running_max
                  else coalesce(b.parts, 0) < 4 * running_max end
       order by j.parent_id is not null, coalesce(b.running, 0) + coalesce(b.parts, 0), j.sequence limit 1
       for update of j skip locked)
    update app.job j
       set state = 'running', holder = wanted_holder, epoch = j.epoch + 1, attempts = j.attempts + 1,
           lease_until = clock_timestamp() + make_interval(secs => lease_s),
           started_at = coalesce(j.started_at, clock_timestamp()), updated_at = clock_timestamp()
      from chosen c where j.user_id = c.user_id and j.job_id = c.job_id
    returning j.user_id, j.job_id, j.kind, j.input, j.checkpoint, j.attempts, j.epoch, j.cancel_requested, j.correlation_id,
              j.started_at;
end $$;

ALTER FUNCTION app.claim_job(wanted_holder uuid, kinds text[], lease_s double precision, running_max integer) OWNER TO tw_door;

CREATE FUNCTION app.claim_signals(wanted_member uuid, after_sequence bigint, at_most integer) RETURNS TABLE(user_id uuid, signal_id uuid, sequence bigint, account_id uuid, source text, alert_id uuid, agent_id uuid, agent_version_id uuid, correlation_id uuid, intent jsonb, received_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
    select s.user_id, s.signal_id, s.sequence, s.account_id, s.source, s.alert_id, s.agent_id,
           s.agent_version_id, s.correlation_id, s.intent, s.received_at
      from app.signal s
     where s.state = 'pending' and s.sequence > after_sequence
       and s.shard_id in (select h.shard_id from app.shard h join app.member m using (member_id)
                           where m.member_id = wanted_member and not m.fenced)
     order by s.sequence limit at_most
  $$;

ALTER FUNCTION app.claim_signals(wanted_member uuid, after_sequence bigint, at_most integer) OWNER TO tw_door;

CREATE FUNCTION app.claim_signals(wanted_member uuid, after_sequence bigint, at_most integer, without_users uuid[]) RETURNS TABLE(user_id uuid, signal_id uuid, sequence bigint, account_id uuid, source text, alert_id uuid, agent_id uuid, agent_version_id uuid, correlation_id uuid, intent jsonb, received_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
    select s.user_id, s.signal_id, s.sequence, s.account_id, s.source, s.alert_id, s.agent_id,
           s.agent_version_id, s.correlation_id, s.intent, s.received_at
      from app.signal s
     where s.state = 'pending' and s.sequence > after_sequence
       and s.shard_id in (select h.shard_id from app.shard h join app.member m using (member_id)
                           where m.member_id = wanted_member and not m.fenced)
       and s.user_id <> all (without_users)
     order by s.sequence limit at_most
  $$;

ALTER FUNCTION app.claim_signals(wanted_member uuid, after_sequence bigint, at_most integer, without_users uuid[]) OWNER TO tw_door;

CREATE FUNCTION app.current_user_id() RETURNS uuid
    LANGUAGE sql STABLE
    AS $$ select current_setting('app.user_id')::uuid $$;

CREATE FUNCTION app.extend_chain(kind text, user_ids uuid[], subject_ids uuid[], subject_numbers integer[], payload_hashes bytea[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
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

ALTER FUNCTION app.extend_chain(kind text, user_ids uuid[], subject_ids uuid[], subject_numbers integer[], payload_hashes bytea[]) OWNER TO tw_door;

CREATE FUNCTION app.find_agent_by_token(wanted bytea) RETURNS TABLE(user_id uuid, agent_id uuid, status text, version_id uuid, document jsonb, shard_id smallint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
    select a.user_id, a.agent_id, a.status, a.version_id, v.document, t.shard_id
      from app.agent a
      join app.agent_version v on v.user_id = a.user_id and v.agent_id = a.agent_id and v.version_id = a.version_id
      join app.trader t on t.user_id = a.user_id
     where a.token_hash = wanted and a.status <> 'deleted'
  $$;

ALTER FUNCTION app.find_agent_by_token(wanted bytea) OWNER TO tw_door;

CREATE FUNCTION app.find_agent_for_signature(wanted uuid) RETURNS TABLE(user_id uuid, agent_id uuid, status text, version_id uuid, document jsonb, shard_id smallint, signing_sealed bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
    select a.user_id, a.agent_id, a.status, a.version_id, v.document, t.shard_id, a.signing_sealed
      from app.agent a
      join app.agent_version v on v.user_id = a.user_id and v.agent_id = a.agent_id and v.version_id = a.version_id
      join app.trader t on t.user_id = a.user_id
     where a.agent_id = wanted and a.status <> 'deleted'
  $$;

ALTER FUNCTION app.find_agent_for_signature(wanted uuid) OWNER TO tw_door;

CREATE FUNCTION app.find_api_key(wanted bytea) RETURNS TABLE(user_id uuid, api_key_id uuid, scopes text[], revoked_at timestamp with time zone, status text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
    select k.user_id, k.api_key_id, k.scopes, k.revoked_at, t.status
      from app.api_key k join app.trader t using (user_id) where k.key_hash = wanted
  $$;

ALTER FUNCTION app.find_api_key(wanted bytea) OWNER TO tw_door;

CREATE FUNCTION app.find_session(wanted bytea) RETURNS TABLE(user_id uuid, session_id uuid, is_previous boolean, rotated_at timestamp with time zone, expires_at timestamp with time zone, revoked_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
    select s.user_id, s.session_id, s.previous_hash = wanted, s.rotated_at, s.expires_at, s.revoked_at
      from app.session s where s.refresh_hash = wanted or s.previous_hash = wanted limit 1
  $$;

ALTER FUNCTION app.find_session(wanted bytea) OWNER TO tw_door;

CREATE FUNCTION app.find_trader_by_email(wanted text) RETURNS TABLE(user_id uuid, password_hash text, status text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$ select t.user_id, t.password_hash, t.status from app.trader t where t.email_key = wanted $$;

ALTER FUNCTION app.find_trader_by_email(wanted text) OWNER TO tw_door;

CREATE FUNCTION app.list_chained_users(after_user uuid, at_most integer) RETURNS TABLE(user_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
    select t.user_id from app.trader t where t.user_id > after_user order by t.user_id limit at_most
  $$;

ALTER FUNCTION app.list_chained_users(after_user uuid, at_most integer) OWNER TO tw_door;

CREATE FUNCTION app.list_due_signals(wanted_member uuid, moment timestamp with time zone, at_most integer, without_users uuid[]) RETURNS TABLE(user_id uuid, signal_id uuid, sequence bigint, account_id uuid, source text, alert_id uuid, agent_id uuid, agent_version_id uuid, correlation_id uuid, intent jsonb, received_at timestamp with time zone, step smallint, due_at timestamp with time zone, is_cut boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
    with recursive skip as (
      select h.shard_id, (select s.user_id from app.signal s where s.state = 'pending' and s.shard_id = h.shard_id
                           order by s.user_id limit 1) as user_id
        from app.shard h join app.member m using (member_id)
       where m.member_id = wanted_member and not m.fenced
      union all
      select k.shard_id, (select s.user_id from app.signal s where s.state = 'pending' and s.shard_id = k.shard_id
                             and s.user_id > k.user_id order by s.user_id limit 1)
        from skip k where k.user_id is not null),
    waiter as (select k.shard_id, k.user_id from skip k where k.user_id is not null and k.user_id <> all (without_users)),
    share as (select greatest(1, ceil(at_most::numeric / greatest(1, count(*))))::bigint as size from waiter)
    select f.user_id, f.signal_id, f.sequence, f.account_id, f.source, f.alert_id, f.agent_id, f.agent_version_id,
           f.correlation_id, f.intent, f.received_at, f.step, f.due_at, f.place = share.size
      from waiter w cross join share
     cross join lateral (
           select s.*, row_number() over (order by s.sequence) as place
             from app.signal s
            where s.state = 'pending' and s.shard_id = w.shard_id and s.user_id = w.user_id
              and (s.due_at is null or s.due_at <= moment)
              and not (s.intent ->> 'action' in ('buy', 'sell', 'add', 'reverse', 'target', 'breakeven')
                       and exists (select from app.signal b
                                    where b.state = 'waiting' and b.user_id = s.user_id and b.account_id = s.account_id
                                      and b.sequence < s.sequence and b.intent ->> 'symbol' = s.intent ->> 'symbol'))
            order by s.sequence limit share.size) f
     order by f.place, f.sequence limit at_most
  $$;

ALTER FUNCTION app.list_due_signals(wanted_member uuid, moment timestamp with time zone, at_most integer, without_users uuid[]) OWNER TO tw_door;

CREATE FUNCTION app.list_live_users(wanted_member uuid) RETURNS TABLE(user_id uuid, shard_id smallint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
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

ALTER FUNCTION app.list_live_users(wanted_member uuid) OWNER TO tw_door;

CREATE FUNCTION app.list_sealed(after_column text, after_row uuid, at_most integer) RETURNS TABLE(sealed_column text, user_id uuid, row_id uuid, sealed bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
    select v.sealed_column, v.user_id, v.row_id, v.sealed
      from (select 'account.credential', a.user_id, a.account_id, a.credential from app.account a where a.credential is not null
            union all select 'agent.signing_sealed', g.user_id, g.agent_id, g.signing_sealed from app.agent g
            union all select 'agent.token_sealed', g.user_id, g.agent_id, g.token_sealed from app.agent g
            union all select 'chain_key.private_sealed', '00000000-0000-0000-0000-000000000000', k.key_id, k.private_sealed from app.chain_key k)
           as v (sealed_column, user_id, row_id, sealed)
     where (v.sealed_column, v.row_id) > (after_column, after_row)
     order by v.sealed_column, v.row_id limit at_most
  $$;

ALTER FUNCTION app.list_sealed(after_column text, after_row uuid, at_most integer) OWNER TO tw_door;

CREATE FUNCTION app.list_unrooted_days(moment timestamp with time zone, at_most integer) RETURNS TABLE(user_id uuid, day date, number bigint, hash bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
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

ALTER FUNCTION app.list_unrooted_days(moment timestamp with time zone, at_most integer) OWNER TO tw_door;

CREATE FUNCTION app.lock_agents(agent_ids uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'app', 'pg_temp'
    AS $$
declare
  key bigint;
begin
  for key in select distinct hashtextextended('agent/' || a::text, 0) from unnest(agent_ids) a order by 1 loop
    perform pg_advisory_xact_lock(key);
  end loop;
end $$;

CREATE PROCEDURE app.make_tenant_table(IN table_name text)
    LANGUAGE plpgsql
    AS $$
begin
  execute format('alter table app.%I enable row level security', table_name);
  execute format('alter table app.%I force row level security', table_name);
  execute format(
    'create policy %I on app.%I for all to tw_gateway, tw_worker, tw_scheduler
       using (user_id = (select app.current_user_id())) with check (user_id = (select app.current_user_id()))',
    table_name || '_owner', table_name);
  execute format(
    'create policy %I on app.%I for all to tw_executor
       using (user_id = any ((select app.acting_user_ids())::uuid[]))
       with check (user_id = any ((select app.acting_user_ids())::uuid[]))',
    table_name || '_shard', table_name);
end $$;

CREATE FUNCTION app.number_alert(its_user uuid, its_agent uuid, its_alert uuid, its_strategy text, its_symbol text, its_number bigint, its_bar timestamp with time zone, its_time timestamp with time zone, OUT numbering text, OUT missed_before bigint) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'app', 'pg_temp'
    AS $$
declare
  kept      app.alert_numbering;
  gap_max   constant bigint := 1000;  -- more at once is no gap but another count
  kept_max  constant integer := 100;
begin
  missed_before := 0;
  select * into kept from app.alert_numbering n
   where n.agent_id = its_agent and n.strategy = its_strategy and n.symbol = its_symbol;
  if not found then
    numbering := 'first';
    insert into app.alert_numbering (user_id, agent_id, strategy, symbol, number, bar_at)
    values (its_user, its_agent, its_strategy, its_symbol, its_number, its_bar);
    return;
  end if;

  numbering := case
    when its_number <= kept.number and its_bar > kept.bar_at then 'restart'
    when its_number = kept.number then 'same'
    when its_number < kept.number and (its_bar < kept.bar_at or its_number = any (kept.missing)) then 'late'
    when its_number < kept.number then 'restart'
    when its_number = kept.number + 1 then 'next'
    when its_number - kept.number - 1 > gap_max then 'restart'
    else 'gap' end;

  case numbering
    when 'same' then
      return;
    when 'late' then
      kept.missed := kept.missed - (its_number = any (kept.missing))::integer;
      kept.missing := array_remove(kept.missing, its_number);
    when 'gap' then
      missed_before := its_number - kept.number - 1;
      kept.missed := kept.missed + missed_before;
      kept.missed_at := its_time;
      kept.missed_alert_id := its_alert;
      kept.missing := kept.missing || array(select generate_series(greatest(kept.number + 1, its_number - kept_max), its_number - 1));
      kept.missing := kept.missing[greatest(1, cardinality(kept.missing) - kept_max + 1):];
    when 'restart' then
      kept.missing := '{}';
    else
      null;
  end case;
  update app.alert_numbering n
     set number = case numbering when 'late' then n.number else its_number end,
         bar_at = case numbering when 'late' then n.bar_at else its_bar end,
         missing = kept.missing, missed = kept.missed, missed_at = kept.missed_at, missed_alert_id = kept.missed_alert_id
   where n.agent_id = its_agent and n.strategy = its_strategy and n.symbol = its_symbol;
end $$;

CREATE TABLE app.order_event (
    user_id uuid NOT NULL,
    order_id uuid NOT NULL,
    number integer NOT NULL,
    kind text NOT NULL,
    data jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY app.order_event FORCE ROW LEVEL SECURITY;

CREATE FUNCTION app.order_event_hash(e app.order_event) RETURNS bytea
    LANGUAGE sql STABLE
    AS $$
    select sha256(convert_to(concat_ws(E'\n', e.order_id, e.number, to_json(e.kind), e.data, app.chain_moment(e.occurred_at),
                                       app.chain_moment(e.recorded_at)), 'UTF8'))
  $$;

CREATE FUNCTION app.press_platform_switch(its_action text, its_reason text, its_actor text, its_policy jsonb, its_time timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
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

ALTER FUNCTION app.press_platform_switch(its_action text, its_reason text, its_actor text, its_policy jsonb, its_time timestamp with time zone) OWNER TO tw_door;

CREATE FUNCTION app.replace_sealed(wanted_column text, wanted_row uuid, expected bytea, replacement bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
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

ALTER FUNCTION app.replace_sealed(wanted_column text, wanted_row uuid, expected bytea, replacement bytea) OWNER TO tw_door;

CREATE FUNCTION app.store_root(wanted_user uuid, wanted_day date, wanted_number bigint, wanted_hash bytea, wanted_key uuid, wanted_signature bytea, moment timestamp with time zone) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
    insert into app.chain_root (user_id, day, number, hash, key_id, signature, signed_at)
    values (wanted_user, wanted_day, wanted_number, wanted_hash, wanted_key, wanted_signature, moment)
    on conflict (user_id, day) do nothing;
    update app.chain_head set rooted_number = greatest(rooted_number, wanted_number) where user_id = wanted_user;
  $$;

ALTER FUNCTION app.store_root(wanted_user uuid, wanted_day date, wanted_number bigint, wanted_hash bytea, wanted_key uuid, wanted_signature bytea, moment timestamp with time zone) OWNER TO tw_door;

CREATE FUNCTION app.sweep_expired(moment timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
declare
  swept bigint := 0;
  n bigint;
begin
  delete from app.alert_identity where expires_at < moment; get diagnostics n = row_count; swept := swept + n;
  delete from app.webhook_signature where seen_at < moment - interval '1 hour'; get diagnostics n = row_count; swept := swept + n;
  delete from app.idempotency_key where created_at < moment - interval '1 day'; get diagnostics n = row_count; swept := swept + n;
  delete from app.session where expires_at < moment - interval '7 days'; get diagnostics n = row_count; swept := swept + n;
  return swept;
end $$;

ALTER FUNCTION app.sweep_expired(moment timestamp with time zone) OWNER TO tw_door;

CREATE FUNCTION app.thin_equity_points(moment timestamp with time zone) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
    with ranked as (
      select user_id, account_id, at,
             row_number() over (partition by user_id, account_id, at < moment - interval '30 days',
                                             date_trunc(case when at < moment - interval '30 days' then 'hour' else 'minute' end, at)
                                order by at desc) as place
        from app.equity_point
       where at < moment - interval '2 days'),
    gone as (
      delete from app.equity_point e using ranked r
       where r.place > 1 and e.user_id = r.user_id and e.account_id = r.account_id and e.at = r.at
      returning 1)
    select count(*) from gone
  $$;

ALTER FUNCTION app.thin_equity_points(moment timestamp with time zone) OWNER TO tw_door;

CREATE FUNCTION app.unlock_kill_switches(its_email text, its_actor text, its_time timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'app', 'pg_temp'
    AS $$
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

ALTER FUNCTION app.unlock_kill_switches(its_email text, its_actor text, its_time timestamp with time zone) OWNER TO tw_door;

CREATE FUNCTION app.works_against_holding(wanted_user uuid, account_ids uuid[], wanted_symbol text, wanted_side text) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'app', 'pg_temp'
    AS $$
    select exists (select from app.position p
                    where p.user_id = wanted_user and p.account_id = any (account_ids) and p.symbol = wanted_symbol
                      and case wanted_side when 'buy' then p.quantity < 0 else p.quantity > 0 end)
        or exists (select from app.trade_order o
                    where o.user_id = wanted_user and o.account_id = any (account_ids) and o.symbol = wanted_symbol
                      and o.side <> wanted_side and not o.reduce_only
                      and o.state in ('held', 'submitting', 'unknown', 'working', 'partly_filled'))
        or exists (select from app.signal s
                    where s.user_id = wanted_user and s.account_id = any (account_ids) and s.state = 'pending'
                      and s.intent ->> 'symbol' = wanted_symbol and s.intent ->> 'action' in ('buy', 'sell')
                      and s.intent ->> 'action' <> wanted_side)
  $$;

CREATE TABLE app.account (
    user_id uuid NOT NULL,
    account_id uuid NOT NULL,
    broker text NOT NULL,
    label text NOT NULL,
    environment text NOT NULL,
    currency text NOT NULL,
    timezone text DEFAULT 'UTC'::text NOT NULL,
    config jsonb DEFAULT '{}'::jsonb NOT NULL,
    credential bytea,
    status text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    timezone_before text,
    timezone_from timestamp with time zone,
    CONSTRAINT account_environment_known CHECK ((environment = ANY (ARRAY['paper'::text, 'live'::text, 'rehearsal'::text]))),
    CONSTRAINT account_status_known CHECK ((status = ANY (ARRAY['active'::text, 'disconnected'::text, 'closed'::text]))),
    CONSTRAINT account_timezone_change_whole CHECK (((timezone_before IS NULL) = (timezone_from IS NULL)))
);

ALTER TABLE ONLY app.account FORCE ROW LEVEL SECURITY;

CREATE TABLE app.account_book (
    user_id uuid NOT NULL,
    account_id uuid NOT NULL,
    starting_cash numeric NOT NULL,
    realised numeric DEFAULT 0 NOT NULL,
    fees numeric DEFAULT 0 NOT NULL,
    trading_day date,
    day_equity_start numeric,
    day_trades integer DEFAULT 0 NOT NULL,
    fill_cursor text,
    updated_at timestamp with time zone NOT NULL,
    venue_cash numeric,
    venue_equity numeric,
    venue_buying_power numeric,
    money_at timestamp with time zone,
    cash_offset numeric,
    fee_rates jsonb
);

ALTER TABLE ONLY app.account_book FORCE ROW LEVEL SECURITY;

CREATE TABLE app.account_connection (
    user_id uuid NOT NULL,
    account_id uuid NOT NULL,
    state text NOT NULL,
    since timestamp with time zone NOT NULL,
    detail text,
    last_look_at timestamp with time zone,
    told_at timestamp with time zone NOT NULL,
    CONSTRAINT account_connection_state_known CHECK ((state = ANY (ARRAY['connected'::text, 'stream_down'::text, 'unreachable'::text, 'rate_limited'::text])))
);

ALTER TABLE ONLY app.account_connection FORCE ROW LEVEL SECURITY;

CREATE TABLE app.account_link (
    user_id uuid NOT NULL,
    account_id uuid NOT NULL,
    venue text NOT NULL,
    venue_account text,
    kind text NOT NULL,
    key_hint text NOT NULL,
    permissions jsonb NOT NULL,
    can_trade boolean NOT NULL,
    status text NOT NULL,
    reason text,
    checked_at timestamp with time zone NOT NULL,
    CONSTRAINT account_link_kind_known CHECK ((kind = ANY (ARRAY['keys'::text, 'oauth'::text]))),
    CONSTRAINT account_link_status_known CHECK ((status = ANY (ARRAY['ok'::text, 'revoked'::text, 'limited'::text])))
);

ALTER TABLE ONLY app.account_link FORCE ROW LEVEL SECURITY;

CREATE TABLE app.agent (
    user_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    name text NOT NULL,
    status text NOT NULL,
    token_hash bytea NOT NULL,
    token_prefix text NOT NULL,
    token_sealed bytea NOT NULL,
    signing_sealed bytea NOT NULL,
    version_id uuid NOT NULL,
    version_number integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT agent_status_known CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text, 'deleted'::text])))
);

ALTER TABLE ONLY app.agent FORCE ROW LEVEL SECURITY;

CREATE TABLE app.agent_direction (
    user_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    symbol text NOT NULL,
    action text NOT NULL,
    flips bigint DEFAULT 0 NOT NULL
);

ALTER TABLE ONLY app.agent_direction FORCE ROW LEVEL SECURITY;

CREATE TABLE app.agent_version (
    user_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    version_id uuid NOT NULL,
    number integer CONSTRAINT agent_version_number_not_null1 NOT NULL,
    document jsonb NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT agent_version_positive CHECK ((number > 0))
);

ALTER TABLE ONLY app.agent_version FORCE ROW LEVEL SECURITY;

CREATE TABLE app.alert (
    user_id uuid NOT NULL,
    alert_id uuid NOT NULL,
    sequence bigint NOT NULL,
    agent_id uuid NOT NULL,
    version_id uuid NOT NULL,
    correlation_id uuid NOT NULL,
    route text NOT NULL,
    body bytea NOT NULL,
    content_type text DEFAULT ''::text NOT NULL,
    remote_ip text,
    outcome text NOT NULL,
    reason_code text,
    reason text,
    duplicate_of uuid,
    intent jsonb,
    received_at timestamp with time zone NOT NULL,
    committed_at timestamp with time zone NOT NULL,
    numbering text,
    missed_before bigint DEFAULT 0 NOT NULL,
    CONSTRAINT alert_numbering_known CHECK ((numbering = ANY (ARRAY['first'::text, 'next'::text, 'same'::text, 'gap'::text, 'late'::text, 'restart'::text]))),
    CONSTRAINT alert_outcome_known CHECK ((outcome = ANY (ARRAY['accepted'::text, 'duplicate'::text, 'refused'::text]))),
    CONSTRAINT alert_route_known CHECK ((route = ANY (ARRAY['tv'::text, 'unify'::text, 'test'::text])))
);

ALTER TABLE ONLY app.alert FORCE ROW LEVEL SECURITY;

CREATE TABLE app.alert_identity (
    user_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    identity bytea NOT NULL,
    alert_id uuid NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY app.alert_identity FORCE ROW LEVEL SECURITY;

CREATE TABLE app.alert_numbering (
    user_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    strategy text NOT NULL,
    symbol text NOT NULL,
    number bigint NOT NULL,
    bar_at timestamp with time zone,
    missing bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    missed bigint DEFAULT 0 NOT NULL,
    missed_at timestamp with time zone,
    missed_alert_id uuid,
    CONSTRAINT alert_numbering_missed_counted CHECK ((missed >= 0))
);

ALTER TABLE ONLY app.alert_numbering FORCE ROW LEVEL SECURITY;

CREATE SEQUENCE app.alert_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE app.api_key (
    user_id uuid NOT NULL,
    api_key_id uuid NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    key_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT api_key_scopes_known CHECK (((scopes <@ ARRAY['read'::text, 'trade'::text, 'risk'::text]) AND (cardinality(scopes) > 0)))
);

ALTER TABLE ONLY app.api_key FORCE ROW LEVEL SECURITY;

CREATE TABLE app.backtest_report (
    user_id uuid NOT NULL,
    run_id uuid NOT NULL,
    document bytea NOT NULL,
    CONSTRAINT backtest_report_bounded CHECK ((octet_length(document) <= 33554432))
);
ALTER TABLE ONLY app.backtest_report ALTER COLUMN document SET STORAGE EXTERNAL;

ALTER TABLE ONLY app.backtest_report FORCE ROW LEVEL SECURITY;

CREATE TABLE app.backtest_run (
    user_id uuid NOT NULL,
    run_id uuid NOT NULL,
    name text NOT NULL,
    guru text,
    source text NOT NULL,
    symbol text NOT NULL,
    timeframe text NOT NULL,
    from_at timestamp with time zone,
    to_at timestamp with time zone,
    inputs json NOT NULL,
    settings json NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    bars integer,
    trades integer,
    headline jsonb,
    created_at timestamp with time zone NOT NULL,
    strategy_id uuid,
    version integer,
    definition json,
    definition_hash text,
    CONSTRAINT backtest_run_definition_has_hash CHECK (((definition IS NULL) = (definition_hash IS NULL))),
    CONSTRAINT backtest_run_of_one_thing CHECK ((num_nonnulls(guru, definition) = 1)),
    CONSTRAINT backtest_run_version_has_strategy CHECK ((((strategy_id IS NULL) = (version IS NULL)) AND ((strategy_id IS NULL) OR (definition IS NOT NULL))))
);

ALTER TABLE ONLY app.backtest_run FORCE ROW LEVEL SECURITY;

CREATE TABLE app.bar (
    symbol text NOT NULL,
    timeframe text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    open numeric NOT NULL,
    high numeric NOT NULL,
    low numeric NOT NULL,
    close numeric NOT NULL,
    volume numeric NOT NULL
);

CREATE TABLE app.chain_entry (
    user_id uuid NOT NULL,
    number bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    subject_number integer NOT NULL,
    payload_hash bytea NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT chain_entry_counted CHECK ((number > 0)),
    CONSTRAINT chain_entry_kind_known CHECK ((kind = ANY (ARRAY['order_event'::text, 'audit_entry'::text])))
);

ALTER TABLE ONLY app.chain_entry FORCE ROW LEVEL SECURITY;

CREATE TABLE app.chain_head (
    user_id uuid NOT NULL,
    number bigint NOT NULL,
    hash bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    rooted_number bigint DEFAULT 0 NOT NULL,
    CONSTRAINT chain_head_counted CHECK ((number >= 0))
);

ALTER TABLE ONLY app.chain_head FORCE ROW LEVEL SECURITY;

CREATE TABLE app.chain_key (
    key_id uuid NOT NULL,
    public_key bytea NOT NULL,
    private_sealed bytea NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE app.chain_root (
    user_id uuid NOT NULL,
    day date NOT NULL,
    number bigint NOT NULL,
    hash bytea NOT NULL,
    key_id uuid NOT NULL,
    signature bytea NOT NULL,
    signed_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY app.chain_root FORCE ROW LEVEL SECURITY;

CREATE TABLE app.discrepancy (
    user_id uuid NOT NULL,
    discrepancy_id uuid NOT NULL,
    sequence bigint NOT NULL,
    account_id uuid NOT NULL,
    symbol text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    order_id uuid,
    ours text NOT NULL,
    venue text NOT NULL,
    proposal text NOT NULL,
    explanation text NOT NULL,
    evidence jsonb DEFAULT '[]'::jsonb NOT NULL,
    found_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    resolved_at timestamp with time zone,
    resolved_by text,
    CONSTRAINT discrepancy_kind_known CHECK ((kind = ANY (ARRAY['position'::text, 'order'::text, 'fill'::text, 'money'::text]))),
    CONSTRAINT discrepancy_proposal_known CHECK ((proposal = ANY (ARRAY['adopt'::text, 'close'::text, 'ignore'::text]))),
    CONSTRAINT discrepancy_state_known CHECK ((state = ANY (ARRAY['open'::text, 'adopted'::text, 'closed'::text, 'ignored'::text, 'cleared'::text])))
);

ALTER TABLE ONLY app.discrepancy FORCE ROW LEVEL SECURITY;

ALTER TABLE app.discrepancy ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.discrepancy_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE app.equity_point (
    user_id uuid NOT NULL,
    account_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    equity numeric NOT NULL,
    cash numeric NOT NULL
);

ALTER TABLE ONLY app.equity_point FORCE ROW LEVEL SECURITY;

CREATE SEQUENCE app.execution_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE app.execution (
    user_id uuid NOT NULL,
    execution_id uuid NOT NULL,
    sequence bigint DEFAULT nextval('app.execution_sequence'::regclass) NOT NULL,
    account_id uuid NOT NULL,
    order_id uuid,
    correlation_id uuid,
    venue_execution_id text NOT NULL,
    venue_order_id text NOT NULL,
    symbol text NOT NULL,
    side text NOT NULL,
    quantity numeric NOT NULL,
    price numeric NOT NULL,
    fee numeric NOT NULL,
    realised numeric NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    fee_currency text,
    kind text DEFAULT 'trade'::text NOT NULL,
    corrects text,
    CONSTRAINT execution_kind_known CHECK ((kind = ANY (ARRAY['trade'::text, 'liquidation'::text, 'deleveraging'::text, 'settlement'::text, 'bust'::text, 'correction'::text, 'adjustment'::text, 'fee'::text]))),
    CONSTRAINT execution_price_positive CHECK (((price > (0)::numeric) OR ((kind <> 'trade'::text) AND (price = (0)::numeric)))),
    CONSTRAINT execution_quantity_positive CHECK (((quantity > (0)::numeric) OR ((kind = 'fee'::text) AND (quantity = (0)::numeric)))),
    CONSTRAINT execution_side_known CHECK ((side = ANY (ARRAY['buy'::text, 'sell'::text])))
);

ALTER TABLE ONLY app.execution FORCE ROW LEVEL SECURITY;

CREATE TABLE app.external_order (
    user_id uuid NOT NULL,
    external_order_id uuid NOT NULL,
    sequence bigint NOT NULL,
    account_id uuid NOT NULL,
    venue_order_id text NOT NULL,
    client_order_id text,
    symbol text NOT NULL,
    side text NOT NULL,
    order_type text,
    quantity numeric NOT NULL,
    filled_quantity numeric NOT NULL,
    executed_quantity numeric DEFAULT 0 NOT NULL,
    state text NOT NULL,
    first_seen_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT external_side_known CHECK ((side = ANY (ARRAY['buy'::text, 'sell'::text])))
);

ALTER TABLE ONLY app.external_order FORCE ROW LEVEL SECURITY;

ALTER TABLE app.external_order ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.external_order_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE app.idempotency_key (
    user_id uuid NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status integer,
    response jsonb,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY app.idempotency_key FORCE ROW LEVEL SECURITY;

CREATE TABLE app.inquiry (
    user_id uuid NOT NULL,
    order_id uuid NOT NULL,
    account_id uuid NOT NULL,
    cause text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    began_at timestamp with time zone NOT NULL,
    looked_at timestamp with time zone,
    misses timestamp with time zone[] DEFAULT '{}'::timestamp with time zone[] NOT NULL,
    evidence jsonb DEFAULT '[]'::jsonb NOT NULL,
    ended_at timestamp with time zone,
    verdict text
);

ALTER TABLE ONLY app.inquiry FORCE ROW LEVEL SECURITY;

CREATE TABLE app.instrument (
    symbol text NOT NULL,
    name text NOT NULL,
    market text NOT NULL,
    currency text NOT NULL,
    tick numeric NOT NULL,
    lot_step numeric NOT NULL,
    lot_smallest numeric NOT NULL,
    multiplier numeric NOT NULL,
    notional_min numeric DEFAULT 0 NOT NULL,
    source text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT instrument_lot_positive CHECK ((lot_step > (0)::numeric)),
    CONSTRAINT instrument_market_known CHECK ((market = ANY (ARRAY['stocks'::text, 'crypto'::text, 'forex'::text, 'futures'::text]))),
    CONSTRAINT instrument_multiplier_positive CHECK ((multiplier > (0)::numeric)),
    CONSTRAINT instrument_smallest_positive CHECK ((lot_smallest > (0)::numeric)),
    CONSTRAINT instrument_tick_positive CHECK ((tick > (0)::numeric))
);

CREATE TABLE app.job (
    user_id uuid NOT NULL,
    job_id uuid NOT NULL,
    sequence bigint NOT NULL,
    kind text NOT NULL,
    input json NOT NULL,
    state text NOT NULL,
    progress numeric DEFAULT 0 NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    result jsonb,
    checkpoint jsonb,
    attempts integer DEFAULT 0 NOT NULL,
    cancel_requested boolean DEFAULT false NOT NULL,
    reason_code text,
    reason text,
    correlation_id uuid NOT NULL,
    holder uuid,
    epoch bigint DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    not_before timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    updated_at timestamp with time zone NOT NULL,
    parent_id uuid,
    CONSTRAINT job_attempts_positive CHECK ((attempts >= 0)),
    CONSTRAINT job_end_has_time CHECK (((state = ANY (ARRAY['queued'::text, 'running'::text])) OR (finished_at IS NOT NULL))),
    CONSTRAINT job_progress_share CHECK (((progress >= (0)::numeric) AND (progress <= (1)::numeric))),
    CONSTRAINT job_running_is_held CHECK (((state <> 'running'::text) OR ((holder IS NOT NULL) AND (lease_until IS NOT NULL)))),
    CONSTRAINT job_state_known CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);

ALTER TABLE ONLY app.job FORCE ROW LEVEL SECURITY;

ALTER TABLE app.job ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.job_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE app.kill_switch (
    user_id uuid NOT NULL,
    scope text NOT NULL,
    scope_id uuid NOT NULL,
    level text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    set_by text NOT NULL,
    set_at timestamp with time zone NOT NULL,
    locked_until timestamp with time zone,
    released_at timestamp with time zone,
    CONSTRAINT kill_switch_level_known CHECK ((level = ANY (ARRAY['none'::text, 'entries_paused'::text, 'reduce_only'::text, 'halted'::text]))),
    CONSTRAINT kill_switch_scope_known CHECK ((scope = ANY (ARRAY['user'::text, 'account'::text])))
);

ALTER TABLE ONLY app.kill_switch FORCE ROW LEVEL SECURITY;

CREATE TABLE app.kill_switch_log (
    user_id uuid NOT NULL,
    log_id uuid NOT NULL,
    scope text NOT NULL,
    scope_id uuid NOT NULL,
    action text NOT NULL,
    level_before text NOT NULL,
    level text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    policy jsonb,
    locked_until timestamp with time zone,
    pressed_by text NOT NULL,
    signals integer DEFAULT 0 NOT NULL,
    pressed_at timestamp with time zone NOT NULL,
    CONSTRAINT kill_switch_log_action_known CHECK ((action = ANY (ARRAY['pause_entries'::text, 'reduce_only'::text, 'halt'::text, 'flatten'::text, 'release'::text, 'unlock'::text]))),
    CONSTRAINT kill_switch_log_scope_known CHECK ((scope = ANY (ARRAY['user'::text, 'account'::text]))),
    CONSTRAINT kill_switch_log_signals_counted CHECK ((signals >= 0))
);

ALTER TABLE ONLY app.kill_switch_log FORCE ROW LEVEL SECURITY;

CREATE TABLE app.lease (
    name text NOT NULL,
    holder uuid NOT NULL,
    epoch bigint NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE app.legal_acceptance (
    user_id uuid NOT NULL,
    document text NOT NULL,
    version text NOT NULL,
    accepted_at timestamp with time zone NOT NULL,
    remote_ip text,
    CONSTRAINT legal_document_known CHECK ((document = ANY (ARRAY['risk_disclaimer'::text, 'terms'::text, 'tradingview_notice'::text, 'live_trading'::text])))
);

ALTER TABLE ONLY app.legal_acceptance FORCE ROW LEVEL SECURITY;

CREATE TABLE app.member (
    member_id uuid NOT NULL,
    role text NOT NULL,
    hostname text NOT NULL,
    pid integer NOT NULL,
    fenced boolean DEFAULT false NOT NULL,
    started_at timestamp with time zone NOT NULL,
    heartbeat_at timestamp with time zone NOT NULL
);

CREATE TABLE app.optimisation (
    user_id uuid NOT NULL,
    optimisation_id uuid NOT NULL,
    strategy_id uuid NOT NULL,
    version_number integer NOT NULL,
    source text NOT NULL,
    symbol text NOT NULL,
    timeframe text NOT NULL,
    from_at timestamp with time zone,
    to_at timestamp with time zone,
    plan json NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    bars integer NOT NULL,
    bars_hash text,
    trials_total integer NOT NULL,
    trials_done integer DEFAULT 0 NOT NULL,
    best jsonb,
    verdict jsonb,
    result jsonb,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT optimisation_trials_positive CHECK ((trials_total > 0))
);

ALTER TABLE ONLY app.optimisation FORCE ROW LEVEL SECURITY;

CREATE TABLE app.optimisation_trial (
    user_id uuid NOT NULL,
    optimisation_id uuid NOT NULL,
    fold integer NOT NULL,
    number integer NOT NULL,
    inputs jsonb NOT NULL,
    figures jsonb NOT NULL,
    objective double precision,
    is_feasible boolean NOT NULL,
    plateau double precision,
    CONSTRAINT optimisation_trial_fold_positive CHECK ((fold >= 0)),
    CONSTRAINT optimisation_trial_number_positive CHECK ((number > 0))
);

ALTER TABLE ONLY app.optimisation_trial FORCE ROW LEVEL SECURITY;

CREATE SEQUENCE app.order_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE app.outbox (
    outbox_id bigint NOT NULL,
    user_id uuid NOT NULL,
    events json NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY app.outbox ALTER COLUMN events SET STORAGE EXTERNAL;

ALTER TABLE ONLY app.outbox FORCE ROW LEVEL SECURITY;

ALTER TABLE app.outbox ALTER COLUMN outbox_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.outbox_outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE SEQUENCE app.paper_execution_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE app.paper_execution (
    user_id uuid NOT NULL,
    account_id uuid NOT NULL,
    sequence bigint DEFAULT nextval('app.paper_execution_sequence'::regclass) NOT NULL,
    venue_execution_id text NOT NULL,
    venue_order_id text NOT NULL,
    client_order_id text NOT NULL,
    symbol text NOT NULL,
    side text NOT NULL,
    quantity numeric NOT NULL,
    price numeric NOT NULL,
    fee numeric NOT NULL,
    occurred_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY app.paper_execution FORCE ROW LEVEL SECURITY;

CREATE TABLE app.paper_order (
    user_id uuid NOT NULL,
    account_id uuid NOT NULL,
    venue_order_id text NOT NULL,
    client_order_id text NOT NULL,
    parent_client_order_id text,
    symbol text NOT NULL,
    side text NOT NULL,
    order_type text NOT NULL,
    quantity numeric NOT NULL,
    filled_quantity numeric DEFAULT 0 NOT NULL,
    limit_price numeric,
    stop_price numeric,
    time_in_force text NOT NULL,
    reduce_only boolean NOT NULL,
    state text NOT NULL,
    triggered boolean DEFAULT false NOT NULL,
    reason text,
    received_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    unguarded numeric DEFAULT 0 NOT NULL,
    trail_amount numeric,
    trail_percent numeric,
    activation_price numeric,
    expires_at timestamp with time zone,
    CONSTRAINT paper_unguarded_positive CHECK ((unguarded >= (0)::numeric))
);

ALTER TABLE ONLY app.paper_order FORCE ROW LEVEL SECURITY;

CREATE TABLE app.platform_switch (
    is_only boolean DEFAULT true NOT NULL,
    level text DEFAULT 'none'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    set_by text DEFAULT 'system'::text NOT NULL,
    set_at timestamp with time zone DEFAULT now() NOT NULL,
    released_at timestamp with time zone,
    CONSTRAINT platform_switch_level_known CHECK ((level = ANY (ARRAY['none'::text, 'entries_paused'::text, 'reduce_only'::text, 'halted'::text]))),
    CONSTRAINT platform_switch_only CHECK (is_only)
);

CREATE TABLE app.platform_switch_log (
    log_id bigint NOT NULL,
    action text NOT NULL,
    level_before text NOT NULL,
    level text NOT NULL,
    reason text NOT NULL,
    policy jsonb,
    pressed_by text NOT NULL,
    signals integer NOT NULL,
    pressed_at timestamp with time zone NOT NULL
);

ALTER TABLE app.platform_switch_log ALTER COLUMN log_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.platform_switch_log_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE app."position" (
    user_id uuid NOT NULL,
    account_id uuid NOT NULL,
    symbol text NOT NULL,
    quantity numeric NOT NULL,
    average_price numeric NOT NULL,
    realised numeric NOT NULL,
    fees numeric NOT NULL,
    opened_at timestamp with time zone,
    updated_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY app."position" FORCE ROW LEVEL SECURITY;

CREATE TABLE app.risk_limit (
    user_id uuid NOT NULL,
    scope text NOT NULL,
    scope_id uuid NOT NULL,
    loss_daily_max numeric,
    trades_daily_max integer,
    positions_max integer,
    order_notional_max numeric,
    updated_at timestamp with time zone NOT NULL,
    document jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT risk_limit_is_document CHECK ((jsonb_typeof(document) = 'object'::text)),
    CONSTRAINT risk_limit_scope_known CHECK ((scope = ANY (ARRAY['user'::text, 'account'::text]))),
    CONSTRAINT risk_loss_positive CHECK ((loss_daily_max > (0)::numeric)),
    CONSTRAINT risk_notional_positive CHECK ((order_notional_max > (0)::numeric)),
    CONSTRAINT risk_positions_positive CHECK ((positions_max >= 0)),
    CONSTRAINT risk_trades_positive CHECK ((trades_daily_max >= 0))
);

ALTER TABLE ONLY app.risk_limit FORCE ROW LEVEL SECURITY;

CREATE TABLE app.session (
    user_id uuid NOT NULL,
    session_id uuid NOT NULL,
    refresh_hash bytea NOT NULL,
    previous_hash bytea,
    rotated_at timestamp with time zone,
    user_agent text,
    remote_ip text,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
);

ALTER TABLE ONLY app.session FORCE ROW LEVEL SECURITY;

CREATE TABLE app.shard (
    shard_id smallint NOT NULL,
    member_id uuid,
    taken_at timestamp with time zone
);

CREATE TABLE app.sign_in_attempt (
    subject_hash bytea NOT NULL,
    window_start timestamp with time zone NOT NULL,
    failures integer NOT NULL,
    CONSTRAINT sign_in_failures_positive CHECK ((failures > 0))
);

CREATE SEQUENCE app.signal_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE app.signal (
    user_id uuid NOT NULL,
    signal_id uuid NOT NULL,
    sequence bigint DEFAULT nextval('app.signal_sequence'::regclass) NOT NULL,
    account_id uuid NOT NULL,
    shard_id smallint NOT NULL,
    source text NOT NULL,
    alert_id uuid,
    agent_id uuid,
    agent_version_id uuid,
    correlation_id uuid NOT NULL,
    intent jsonb NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    reason_code text,
    reason text,
    decision jsonb,
    received_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    step smallint DEFAULT 0 NOT NULL,
    awaits uuid[],
    wait_until timestamp with time zone,
    due_at timestamp with time zone,
    CONSTRAINT signal_source_known CHECK ((source = ANY (ARRAY['alert'::text, 'api'::text, 'manual'::text, 'kill_switch'::text, 'reconciliation'::text]))),
    CONSTRAINT signal_state_known CHECK ((state = ANY (ARRAY['pending'::text, 'waiting'::text, 'ordered'::text, 'denied'::text, 'ignored'::text, 'done'::text, 'failed'::text]))),
    CONSTRAINT signal_step_counted CHECK ((step >= 0)),
    CONSTRAINT signal_waits_for_something CHECK (((state <> 'waiting'::text) OR (wait_until IS NOT NULL)))
);

ALTER TABLE ONLY app.signal FORCE ROW LEVEL SECURITY;

CREATE TABLE app.strategy (
    user_id uuid NOT NULL,
    strategy_id uuid NOT NULL,
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    version_number integer NOT NULL,
    market text NOT NULL,
    timeframe text NOT NULL,
    direction text NOT NULL,
    definition_hash text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT strategy_status_known CHECK ((status = ANY (ARRAY['active'::text, 'deleted'::text]))),
    CONSTRAINT strategy_version_positive CHECK ((version_number > 0))
);

ALTER TABLE ONLY app.strategy FORCE ROW LEVEL SECURITY;

CREATE TABLE app.strategy_trials (
    user_id uuid NOT NULL,
    strategy_id uuid NOT NULL,
    trials bigint NOT NULL,
    sharpe_count bigint DEFAULT 0 NOT NULL,
    sharpe_sum numeric DEFAULT 0 NOT NULL,
    sharpe_squares numeric DEFAULT 0 NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT strategy_trials_positive CHECK ((trials >= 0)),
    CONSTRAINT strategy_trials_sharpe_among CHECK (((sharpe_count >= 0) AND (sharpe_count <= trials))),
    CONSTRAINT strategy_trials_squares_positive CHECK ((sharpe_squares >= (0)::numeric))
);

ALTER TABLE ONLY app.strategy_trials FORCE ROW LEVEL SECURITY;

CREATE TABLE app.strategy_version (
    user_id uuid NOT NULL,
    strategy_id uuid NOT NULL,
    number integer CONSTRAINT strategy_version_number_not_null1 NOT NULL,
    document json NOT NULL,
    definition_hash text NOT NULL,
    notes text DEFAULT ''::text NOT NULL,
    evidence jsonb,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT strategy_version_number_positive CHECK ((number > 0))
);

ALTER TABLE ONLY app.strategy_version FORCE ROW LEVEL SECURITY;

CREATE TABLE app.trade_order (
    user_id uuid NOT NULL,
    order_id uuid NOT NULL,
    sequence bigint DEFAULT nextval('app.order_sequence'::regclass) NOT NULL,
    client_order_id text NOT NULL,
    account_id uuid NOT NULL,
    signal_id uuid NOT NULL,
    correlation_id uuid NOT NULL,
    parent_order_id uuid,
    leg text NOT NULL,
    symbol text NOT NULL,
    side text NOT NULL,
    order_type text NOT NULL,
    quantity numeric NOT NULL,
    limit_price numeric,
    stop_price numeric,
    time_in_force text NOT NULL,
    reduce_only boolean NOT NULL,
    tag text,
    state text NOT NULL,
    venue_order_id text,
    filled_quantity numeric DEFAULT 0 NOT NULL,
    average_price numeric,
    cancel_requested boolean DEFAULT false NOT NULL,
    reason text,
    event_count integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    submitted_at timestamp with time zone,
    updated_at timestamp with time zone NOT NULL,
    unwanted boolean DEFAULT false NOT NULL,
    trail_amount numeric,
    trail_percent numeric,
    activation_price numeric,
    post_only boolean DEFAULT false NOT NULL,
    extended_hours boolean DEFAULT false NOT NULL,
    expires_at timestamp with time zone,
    cancel_at timestamp with time zone,
    is_managed boolean DEFAULT false NOT NULL,
    replaces uuid,
    unknown_since timestamp with time zone,
    CONSTRAINT order_activation_positive CHECK ((activation_price > (0)::numeric)),
    CONSTRAINT order_filled_positive CHECK ((filled_quantity >= (0)::numeric)),
    CONSTRAINT order_leg_known CHECK ((leg = ANY (ARRAY['entry'::text, 'stop'::text, 'target'::text, 'exit'::text]))),
    CONSTRAINT order_limit_positive CHECK ((limit_price > (0)::numeric)),
    CONSTRAINT order_quantity_positive CHECK ((quantity > (0)::numeric)),
    CONSTRAINT order_side_known CHECK ((side = ANY (ARRAY['buy'::text, 'sell'::text]))),
    CONSTRAINT order_state_known CHECK ((state = ANY (ARRAY['held'::text, 'submitting'::text, 'unknown'::text, 'working'::text, 'partly_filled'::text, 'filled'::text, 'cancelled'::text, 'rejected'::text, 'expired'::text, 'not_placed'::text]))),
    CONSTRAINT order_stop_positive CHECK ((stop_price > (0)::numeric)),
    CONSTRAINT order_tif_known CHECK ((time_in_force = ANY (ARRAY['day'::text, 'gtc'::text, 'ioc'::text, 'fok'::text, 'gtd'::text]))),
    CONSTRAINT order_trail_amount_positive CHECK ((trail_amount > (0)::numeric)),
    CONSTRAINT order_trail_percent_positive CHECK ((trail_percent > (0)::numeric)),
    CONSTRAINT order_type_known CHECK ((order_type = ANY (ARRAY['market'::text, 'limit'::text, 'stop'::text, 'stop_limit'::text, 'trailing_stop'::text])))
);

ALTER TABLE ONLY app.trade_order FORCE ROW LEVEL SECURITY;

CREATE TABLE app.trader (
    user_id uuid NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    password_hash text NOT NULL,
    display_name text DEFAULT ''::text NOT NULL,
    timezone text DEFAULT 'UTC'::text NOT NULL,
    preferences jsonb DEFAULT '{}'::jsonb NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    is_demo boolean DEFAULT false NOT NULL,
    shard_id smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT trader_shard_positive CHECK ((shard_id >= 0)),
    CONSTRAINT trader_status_known CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text])))
);

ALTER TABLE ONLY app.trader FORCE ROW LEVEL SECURITY;

CREATE TABLE app.transfer (
    user_id uuid NOT NULL,
    transfer_id uuid NOT NULL,
    account_id uuid NOT NULL,
    amount numeric NOT NULL,
    found_at timestamp with time zone NOT NULL,
    kind text DEFAULT 'transfer'::text NOT NULL,
    symbol text,
    words text,
    venue_activity_id text,
    occurred_at timestamp with time zone,
    CONSTRAINT transfer_kind_known CHECK ((kind = ANY (ARRAY['transfer'::text, 'fee'::text, 'funding'::text, 'dividend'::text, 'interest'::text, 'other'::text]))),
    CONSTRAINT transfer_moves_money CHECK ((amount <> (0)::numeric))
);

ALTER TABLE ONLY app.transfer FORCE ROW LEVEL SECURITY;

CREATE TABLE app.user_control (
    user_id uuid NOT NULL,
    epoch bigint DEFAULT 1 NOT NULL
);

ALTER TABLE ONLY app.user_control FORCE ROW LEVEL SECURITY;

CREATE TABLE app.venue_instrument (
    venue text NOT NULL,
    symbol text NOT NULL,
    venue_symbol text NOT NULL,
    name text NOT NULL,
    market text NOT NULL,
    currency text NOT NULL,
    base text,
    tick numeric NOT NULL,
    lot_step numeric NOT NULL,
    lot_smallest numeric NOT NULL,
    multiplier numeric NOT NULL,
    notional_min numeric DEFAULT 0 NOT NULL,
    has_leverage boolean DEFAULT false NOT NULL,
    lot_units numeric DEFAULT 1 NOT NULL,
    pip numeric,
    is_tradable boolean DEFAULT true NOT NULL,
    is_fractionable boolean DEFAULT true NOT NULL,
    is_shortable boolean DEFAULT false NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT venue_lot_positive CHECK ((lot_step > (0)::numeric)),
    CONSTRAINT venue_market_known CHECK ((market = ANY (ARRAY['stocks'::text, 'crypto'::text, 'forex'::text, 'futures'::text]))),
    CONSTRAINT venue_multiplier_positive CHECK ((multiplier > (0)::numeric)),
    CONSTRAINT venue_smallest_positive CHECK ((lot_smallest > (0)::numeric)),
    CONSTRAINT venue_tick_positive CHECK ((tick > (0)::numeric))
);

CREATE TABLE app.venue_mark (
    venue text NOT NULL,
    symbol text NOT NULL,
    price numeric NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT venue_mark_price_positive CHECK ((price > (0)::numeric))
);

CREATE TABLE app.webhook_signature (
    user_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    signature bytea NOT NULL,
    seen_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY app.webhook_signature FORCE ROW LEVEL SECURITY;

ALTER TABLE ONLY app.account_book
    ADD CONSTRAINT account_book_pkey PRIMARY KEY (user_id, account_id);

ALTER TABLE ONLY app.account_connection
    ADD CONSTRAINT account_connection_pkey PRIMARY KEY (user_id, account_id);

ALTER TABLE ONLY app.account
    ADD CONSTRAINT account_id_unique UNIQUE (account_id);

ALTER TABLE ONLY app.account_link
    ADD CONSTRAINT account_link_pkey PRIMARY KEY (user_id, account_id);

ALTER TABLE ONLY app.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (user_id, account_id);

ALTER TABLE ONLY app.agent_direction
    ADD CONSTRAINT agent_direction_pkey PRIMARY KEY (agent_id, symbol);

ALTER TABLE ONLY app.agent
    ADD CONSTRAINT agent_id_unique UNIQUE (agent_id);

ALTER TABLE ONLY app.agent
    ADD CONSTRAINT agent_pkey PRIMARY KEY (user_id, agent_id);

ALTER TABLE ONLY app.agent
    ADD CONSTRAINT agent_token_unique UNIQUE (token_hash);

ALTER TABLE ONLY app.agent_version
    ADD CONSTRAINT agent_version_number_unique UNIQUE (agent_id, number);

ALTER TABLE ONLY app.agent_version
    ADD CONSTRAINT agent_version_pkey PRIMARY KEY (user_id, agent_id, version_id);

ALTER TABLE ONLY app.alert_identity
    ADD CONSTRAINT alert_identity_pkey PRIMARY KEY (agent_id, identity);

ALTER TABLE ONLY app.alert_numbering
    ADD CONSTRAINT alert_numbering_pkey PRIMARY KEY (agent_id, strategy, symbol);

ALTER TABLE ONLY app.alert
    ADD CONSTRAINT alert_pkey PRIMARY KEY (user_id, alert_id);

ALTER TABLE ONLY app.api_key
    ADD CONSTRAINT api_key_hash_unique UNIQUE (key_hash);

ALTER TABLE ONLY app.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (user_id, api_key_id);

ALTER TABLE ONLY app.audit_entry
    ADD CONSTRAINT audit_entry_pkey PRIMARY KEY (user_id, audit_id);

ALTER TABLE ONLY app.backtest_report
    ADD CONSTRAINT backtest_report_pkey PRIMARY KEY (user_id, run_id);

ALTER TABLE ONLY app.backtest_run
    ADD CONSTRAINT backtest_run_pkey PRIMARY KEY (user_id, run_id);

ALTER TABLE ONLY app.bar
    ADD CONSTRAINT bar_pkey PRIMARY KEY (symbol, timeframe, opened_at);

ALTER TABLE ONLY app.chain_entry
    ADD CONSTRAINT chain_entry_pkey PRIMARY KEY (user_id, number);

ALTER TABLE ONLY app.chain_head
    ADD CONSTRAINT chain_head_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY app.chain_key
    ADD CONSTRAINT chain_key_pkey PRIMARY KEY (key_id);

ALTER TABLE ONLY app.chain_root
    ADD CONSTRAINT chain_root_pkey PRIMARY KEY (user_id, day);

ALTER TABLE ONLY app.discrepancy
    ADD CONSTRAINT discrepancy_pkey PRIMARY KEY (user_id, discrepancy_id);

ALTER TABLE ONLY app.equity_point
    ADD CONSTRAINT equity_point_pkey PRIMARY KEY (user_id, account_id, at);

ALTER TABLE ONLY app.execution
    ADD CONSTRAINT execution_pkey PRIMARY KEY (user_id, execution_id);

ALTER TABLE ONLY app.execution
    ADD CONSTRAINT execution_venue_id_unique UNIQUE (account_id, venue_execution_id);

ALTER TABLE ONLY app.external_order
    ADD CONSTRAINT external_order_pkey PRIMARY KEY (user_id, external_order_id);

ALTER TABLE ONLY app.external_order
    ADD CONSTRAINT external_venue_id_unique UNIQUE (account_id, venue_order_id);

ALTER TABLE ONLY app.idempotency_key
    ADD CONSTRAINT idempotency_key_pkey PRIMARY KEY (user_id, key);

ALTER TABLE ONLY app.inquiry
    ADD CONSTRAINT inquiry_pkey PRIMARY KEY (user_id, order_id);

ALTER TABLE ONLY app.instrument
    ADD CONSTRAINT instrument_pkey PRIMARY KEY (symbol);

ALTER TABLE ONLY app.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (user_id, job_id);

ALTER TABLE ONLY app.kill_switch_log
    ADD CONSTRAINT kill_switch_log_pkey PRIMARY KEY (user_id, log_id);

ALTER TABLE ONLY app.kill_switch
    ADD CONSTRAINT kill_switch_pkey PRIMARY KEY (user_id, scope, scope_id);

ALTER TABLE ONLY app.lease
    ADD CONSTRAINT lease_pkey PRIMARY KEY (name);

ALTER TABLE ONLY app.legal_acceptance
    ADD CONSTRAINT legal_acceptance_pkey PRIMARY KEY (user_id, document, version);

ALTER TABLE ONLY app.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (member_id);

ALTER TABLE ONLY app.optimisation
    ADD CONSTRAINT optimisation_pkey PRIMARY KEY (user_id, optimisation_id);

ALTER TABLE ONLY app.optimisation_trial
    ADD CONSTRAINT optimisation_trial_pkey PRIMARY KEY (user_id, optimisation_id, fold, number);

ALTER TABLE ONLY app.trade_order
    ADD CONSTRAINT order_client_id_unique UNIQUE (account_id, client_order_id);

ALTER TABLE ONLY app.order_event
    ADD CONSTRAINT order_event_pkey PRIMARY KEY (user_id, order_id, number);

ALTER TABLE ONLY app.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (user_id, outbox_id);

ALTER TABLE ONLY app.paper_order
    ADD CONSTRAINT paper_client_id_unique UNIQUE (account_id, client_order_id);

ALTER TABLE ONLY app.paper_execution
    ADD CONSTRAINT paper_execution_pkey PRIMARY KEY (user_id, account_id, venue_execution_id);

ALTER TABLE ONLY app.paper_order
    ADD CONSTRAINT paper_order_pkey PRIMARY KEY (user_id, account_id, venue_order_id);

ALTER TABLE ONLY app.platform_switch_log
    ADD CONSTRAINT platform_switch_log_pkey PRIMARY KEY (log_id);

ALTER TABLE ONLY app.platform_switch
    ADD CONSTRAINT platform_switch_pkey PRIMARY KEY (is_only);

ALTER TABLE ONLY app."position"
    ADD CONSTRAINT position_pkey PRIMARY KEY (user_id, account_id, symbol);

ALTER TABLE ONLY app.risk_limit
    ADD CONSTRAINT risk_limit_pkey PRIMARY KEY (user_id, scope, scope_id);

ALTER TABLE ONLY app.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (user_id, session_id);

ALTER TABLE ONLY app.session
    ADD CONSTRAINT session_refresh_unique UNIQUE (refresh_hash);

ALTER TABLE ONLY app.shard
    ADD CONSTRAINT shard_pkey PRIMARY KEY (shard_id);

ALTER TABLE ONLY app.sign_in_attempt
    ADD CONSTRAINT sign_in_attempt_pkey PRIMARY KEY (subject_hash, window_start);

ALTER TABLE ONLY app.signal
    ADD CONSTRAINT signal_pkey PRIMARY KEY (user_id, signal_id);

ALTER TABLE ONLY app.strategy
    ADD CONSTRAINT strategy_pkey PRIMARY KEY (user_id, strategy_id);

ALTER TABLE ONLY app.strategy_trials
    ADD CONSTRAINT strategy_trials_pkey PRIMARY KEY (user_id, strategy_id);

ALTER TABLE ONLY app.strategy_version
    ADD CONSTRAINT strategy_version_pkey PRIMARY KEY (user_id, strategy_id, number);

ALTER TABLE ONLY app.trade_order
    ADD CONSTRAINT trade_order_pkey PRIMARY KEY (user_id, order_id);

ALTER TABLE ONLY app.trader
    ADD CONSTRAINT trader_email_unique UNIQUE (email_key);

ALTER TABLE ONLY app.trader
    ADD CONSTRAINT trader_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY app.transfer
    ADD CONSTRAINT transfer_pkey PRIMARY KEY (user_id, transfer_id);

ALTER TABLE ONLY app.user_control
    ADD CONSTRAINT user_control_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY app.venue_instrument
    ADD CONSTRAINT venue_instrument_pkey PRIMARY KEY (venue, symbol);

ALTER TABLE ONLY app.venue_mark
    ADD CONSTRAINT venue_mark_pkey PRIMARY KEY (venue, symbol);

ALTER TABLE ONLY app.webhook_signature
    ADD CONSTRAINT webhook_signature_pkey PRIMARY KEY (agent_id, signature);

CREATE UNIQUE INDEX account_link_once ON app.account_link USING btree (user_id, venue, venue_account) NULLS NOT DISTINCT;

CREATE INDEX agent_direction_user ON app.agent_direction USING btree (user_id, agent_id);

CREATE INDEX alert_by_agent ON app.alert USING btree (user_id, agent_id, sequence DESC);

CREATE INDEX alert_identity_expiry ON app.alert_identity USING btree (expires_at);

CREATE INDEX alert_identity_user ON app.alert_identity USING btree (user_id, agent_id);

CREATE INDEX alert_numbering_user ON app.alert_numbering USING btree (user_id, agent_id);

CREATE INDEX alert_recent ON app.alert USING btree (user_id, sequence DESC);

CREATE INDEX audit_recent ON app.audit_entry USING btree (user_id, at DESC);

CREATE INDEX backtest_run_of_strategy ON app.backtest_run USING btree (user_id, strategy_id, run_id DESC) WHERE (strategy_id IS NOT NULL);

CREATE UNIQUE INDEX discrepancy_open_once ON app.discrepancy USING btree (account_id, kind, symbol, COALESCE(order_id, '00000000-0000-0000-0000-000000000000'::uuid)) WHERE (state = 'open'::text);

CREATE INDEX discrepancy_recent ON app.discrepancy USING btree (user_id, sequence DESC);

CREATE INDEX execution_by_order ON app.execution USING btree (user_id, order_id);

CREATE INDEX execution_recent ON app.execution USING btree (user_id, sequence DESC);

CREATE INDEX external_recent ON app.external_order USING btree (user_id, sequence DESC);

CREATE INDEX idempotency_age ON app.idempotency_key USING btree (created_at);

CREATE INDEX inquiry_open ON app.inquiry USING btree (user_id, account_id) WHERE (ended_at IS NULL);

CREATE INDEX job_list ON app.job USING btree (user_id, sequence DESC);

CREATE INDEX job_open ON app.job USING btree (sequence) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));

CREATE INDEX job_part ON app.job USING btree (user_id, parent_id) WHERE (parent_id IS NOT NULL);

CREATE INDEX kill_switch_log_recent ON app.kill_switch_log USING btree (user_id, pressed_at DESC, log_id);

CREATE INDEX optimisation_of_strategy ON app.optimisation USING btree (user_id, strategy_id);

CREATE INDEX order_by_signal ON app.trade_order USING btree (user_id, signal_id);

CREATE INDEX order_live ON app.trade_order USING btree (user_id, account_id) WHERE (state = ANY (ARRAY['held'::text, 'submitting'::text, 'unknown'::text, 'working'::text, 'partly_filled'::text]));

CREATE INDEX order_recent ON app.trade_order USING btree (user_id, sequence DESC);

CREATE INDEX outbox_order ON app.outbox USING btree (outbox_id);

CREATE INDEX paper_execution_cursor ON app.paper_execution USING btree (user_id, account_id, sequence);

CREATE INDEX paper_order_live ON app.paper_order USING btree (user_id, account_id) WHERE (state = ANY (ARRAY['held'::text, 'working'::text, 'partly_filled'::text]));

CREATE INDEX session_previous ON app.session USING btree (previous_hash) WHERE (previous_hash IS NOT NULL);

CREATE INDEX signal_by_alert ON app.signal USING btree (user_id, alert_id) WHERE (alert_id IS NOT NULL);

CREATE INDEX signal_due ON app.signal USING btree (shard_id, user_id, sequence) WHERE (state = 'pending'::text);

CREATE INDEX signal_recent ON app.signal USING btree (user_id, sequence DESC);

CREATE INDEX signal_waiting ON app.signal USING btree (user_id, account_id) WHERE (state = 'waiting'::text);

CREATE INDEX transfer_by_account ON app.transfer USING btree (user_id, account_id, found_at DESC);

CREATE INDEX webhook_signature_age ON app.webhook_signature USING btree (seen_at);

CREATE INDEX webhook_signature_user ON app.webhook_signature USING btree (user_id, agent_id);

CREATE TRIGGER audit_entry_chained AFTER INSERT ON app.audit_entry REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.chain_audit_entries();

CREATE TRIGGER order_event_chained AFTER INSERT ON app.order_event REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.chain_order_events();

ALTER TABLE ONLY app.account_book
    ADD CONSTRAINT account_book_user_id_account_id_fkey FOREIGN KEY (user_id, account_id) REFERENCES app.account(user_id, account_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.account_connection
    ADD CONSTRAINT account_connection_user_id_account_id_fkey FOREIGN KEY (user_id, account_id) REFERENCES app.account(user_id, account_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.account_link
    ADD CONSTRAINT account_link_user_id_account_id_fkey FOREIGN KEY (user_id, account_id) REFERENCES app.account(user_id, account_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.account
    ADD CONSTRAINT account_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.agent
    ADD CONSTRAINT agent_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.agent_version
    ADD CONSTRAINT agent_version_user_id_agent_id_fkey FOREIGN KEY (user_id, agent_id) REFERENCES app.agent(user_id, agent_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.alert_numbering
    ADD CONSTRAINT alert_numbering_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.alert
    ADD CONSTRAINT alert_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.api_key
    ADD CONSTRAINT api_key_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.audit_entry
    ADD CONSTRAINT audit_entry_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.backtest_report
    ADD CONSTRAINT backtest_report_user_id_run_id_fkey FOREIGN KEY (user_id, run_id) REFERENCES app.backtest_run(user_id, run_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.backtest_run
    ADD CONSTRAINT backtest_run_of_version FOREIGN KEY (user_id, strategy_id, version) REFERENCES app.strategy_version(user_id, strategy_id, number) ON DELETE CASCADE;

ALTER TABLE ONLY app.backtest_run
    ADD CONSTRAINT backtest_run_user_id_run_id_fkey FOREIGN KEY (user_id, run_id) REFERENCES app.job(user_id, job_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.bar
    ADD CONSTRAINT bar_symbol_fkey FOREIGN KEY (symbol) REFERENCES app.instrument(symbol) ON DELETE CASCADE;

ALTER TABLE ONLY app.chain_entry
    ADD CONSTRAINT chain_entry_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.chain_head
    ADD CONSTRAINT chain_head_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.chain_root
    ADD CONSTRAINT chain_root_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.discrepancy
    ADD CONSTRAINT discrepancy_user_id_account_id_fkey FOREIGN KEY (user_id, account_id) REFERENCES app.account(user_id, account_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.discrepancy
    ADD CONSTRAINT discrepancy_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.equity_point
    ADD CONSTRAINT equity_point_user_id_account_id_fkey FOREIGN KEY (user_id, account_id) REFERENCES app.account(user_id, account_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.execution
    ADD CONSTRAINT execution_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.external_order
    ADD CONSTRAINT external_order_user_id_account_id_fkey FOREIGN KEY (user_id, account_id) REFERENCES app.account(user_id, account_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.external_order
    ADD CONSTRAINT external_order_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.idempotency_key
    ADD CONSTRAINT idempotency_key_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.inquiry
    ADD CONSTRAINT inquiry_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.job
    ADD CONSTRAINT job_parent FOREIGN KEY (user_id, parent_id) REFERENCES app.job(user_id, job_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.job
    ADD CONSTRAINT job_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.kill_switch_log
    ADD CONSTRAINT kill_switch_log_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.kill_switch
    ADD CONSTRAINT kill_switch_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.legal_acceptance
    ADD CONSTRAINT legal_acceptance_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.optimisation_trial
    ADD CONSTRAINT optimisation_trial_user_id_optimisation_id_fkey FOREIGN KEY (user_id, optimisation_id) REFERENCES app.optimisation(user_id, optimisation_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.optimisation
    ADD CONSTRAINT optimisation_user_id_optimisation_id_fkey FOREIGN KEY (user_id, optimisation_id) REFERENCES app.job(user_id, job_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.optimisation
    ADD CONSTRAINT optimisation_user_id_strategy_id_version_number_fkey FOREIGN KEY (user_id, strategy_id, version_number) REFERENCES app.strategy_version(user_id, strategy_id, number) ON DELETE CASCADE;

ALTER TABLE ONLY app.order_event
    ADD CONSTRAINT order_event_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.outbox
    ADD CONSTRAINT outbox_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.paper_execution
    ADD CONSTRAINT paper_execution_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.paper_order
    ADD CONSTRAINT paper_order_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app."position"
    ADD CONSTRAINT position_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.risk_limit
    ADD CONSTRAINT risk_limit_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.session
    ADD CONSTRAINT session_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.shard
    ADD CONSTRAINT shard_member_id_fkey FOREIGN KEY (member_id) REFERENCES app.member(member_id) ON DELETE SET NULL;

ALTER TABLE ONLY app.signal
    ADD CONSTRAINT signal_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.strategy_trials
    ADD CONSTRAINT strategy_trials_user_id_strategy_id_fkey FOREIGN KEY (user_id, strategy_id) REFERENCES app.strategy(user_id, strategy_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.strategy
    ADD CONSTRAINT strategy_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.strategy_version
    ADD CONSTRAINT strategy_version_user_id_strategy_id_fkey FOREIGN KEY (user_id, strategy_id) REFERENCES app.strategy(user_id, strategy_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.trade_order
    ADD CONSTRAINT trade_order_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.transfer
    ADD CONSTRAINT transfer_user_id_account_id_fkey FOREIGN KEY (user_id, account_id) REFERENCES app.account(user_id, account_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.transfer
    ADD CONSTRAINT transfer_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE ONLY app.user_control
    ADD CONSTRAINT user_control_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.trader(user_id) ON DELETE CASCADE;

ALTER TABLE app.account ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.account_book ENABLE ROW LEVEL SECURITY;

CREATE POLICY account_book_owner ON app.account_book TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY account_book_shard ON app.account_book TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.account_connection ENABLE ROW LEVEL SECURITY;

CREATE POLICY account_connection_owner ON app.account_connection TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY account_connection_shard ON app.account_connection TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

CREATE POLICY account_door ON app.account FOR SELECT TO tw_door USING (true);

CREATE POLICY account_door_reseal ON app.account FOR UPDATE TO tw_door USING (true) WITH CHECK (true);

ALTER TABLE app.account_link ENABLE ROW LEVEL SECURITY;

CREATE POLICY account_link_owner ON app.account_link TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY account_link_shard ON app.account_link TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

CREATE POLICY account_owner ON app.account TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY account_shard ON app.account TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.agent ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.agent_direction ENABLE ROW LEVEL SECURITY;

CREATE POLICY agent_direction_door ON app.agent_direction TO tw_door USING (true) WITH CHECK (true);

CREATE POLICY agent_direction_owner ON app.agent_direction TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY agent_direction_shard ON app.agent_direction TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

CREATE POLICY agent_door ON app.agent TO tw_door USING (true) WITH CHECK (true);

CREATE POLICY agent_owner ON app.agent TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY agent_shard ON app.agent TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.agent_version ENABLE ROW LEVEL SECURITY;

CREATE POLICY agent_version_door ON app.agent_version FOR SELECT TO tw_door USING (true);

CREATE POLICY agent_version_owner ON app.agent_version TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY agent_version_shard ON app.agent_version TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.alert ENABLE ROW LEVEL SECURITY;

CREATE POLICY alert_door ON app.alert FOR INSERT TO tw_door WITH CHECK (true);

ALTER TABLE app.alert_identity ENABLE ROW LEVEL SECURITY;

CREATE POLICY alert_identity_door ON app.alert_identity TO tw_door USING (true) WITH CHECK (true);

CREATE POLICY alert_identity_owner ON app.alert_identity TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY alert_identity_shard ON app.alert_identity TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.alert_numbering ENABLE ROW LEVEL SECURITY;

CREATE POLICY alert_numbering_door ON app.alert_numbering TO tw_door USING (true) WITH CHECK (true);

CREATE POLICY alert_numbering_owner ON app.alert_numbering TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY alert_numbering_shard ON app.alert_numbering TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

CREATE POLICY alert_owner ON app.alert TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY alert_shard ON app.alert TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.api_key ENABLE ROW LEVEL SECURITY;

CREATE POLICY api_key_door ON app.api_key FOR SELECT TO tw_door USING (true);

CREATE POLICY api_key_owner ON app.api_key TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY api_key_shard ON app.api_key TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.audit_entry ENABLE ROW LEVEL SECURITY;

CREATE POLICY audit_entry_owner ON app.audit_entry TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY audit_entry_shard ON app.audit_entry TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.backtest_report ENABLE ROW LEVEL SECURITY;

CREATE POLICY backtest_report_owner ON app.backtest_report TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY backtest_report_shard ON app.backtest_report TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.backtest_run ENABLE ROW LEVEL SECURITY;

CREATE POLICY backtest_run_owner ON app.backtest_run TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY backtest_run_shard ON app.backtest_run TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.chain_entry ENABLE ROW LEVEL SECURITY;

CREATE POLICY chain_entry_door ON app.chain_entry TO tw_door USING (true) WITH CHECK (true);

CREATE POLICY chain_entry_owner ON app.chain_entry TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY chain_entry_shard ON app.chain_entry TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.chain_head ENABLE ROW LEVEL SECURITY;

CREATE POLICY chain_head_door ON app.chain_head TO tw_door USING (true) WITH CHECK (true);

CREATE POLICY chain_head_owner ON app.chain_head TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY chain_head_shard ON app.chain_head TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.chain_root ENABLE ROW LEVEL SECURITY;

CREATE POLICY chain_root_door ON app.chain_root TO tw_door USING (true) WITH CHECK (true);

CREATE POLICY chain_root_owner ON app.chain_root TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY chain_root_shard ON app.chain_root TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.discrepancy ENABLE ROW LEVEL SECURITY;

CREATE POLICY discrepancy_owner ON app.discrepancy TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY discrepancy_shard ON app.discrepancy TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.equity_point ENABLE ROW LEVEL SECURITY;

CREATE POLICY equity_point_door ON app.equity_point TO tw_door USING (true);

CREATE POLICY equity_point_owner ON app.equity_point TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY equity_point_shard ON app.equity_point TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.execution ENABLE ROW LEVEL SECURITY;

CREATE POLICY execution_owner ON app.execution TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY execution_shard ON app.execution TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.external_order ENABLE ROW LEVEL SECURITY;

CREATE POLICY external_order_owner ON app.external_order TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY external_order_shard ON app.external_order TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.idempotency_key ENABLE ROW LEVEL SECURITY;

CREATE POLICY idempotency_key_door ON app.idempotency_key TO tw_door USING (true);

CREATE POLICY idempotency_key_owner ON app.idempotency_key TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY idempotency_key_shard ON app.idempotency_key TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.inquiry ENABLE ROW LEVEL SECURITY;

CREATE POLICY inquiry_owner ON app.inquiry TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY inquiry_shard ON app.inquiry TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.job ENABLE ROW LEVEL SECURITY;

CREATE POLICY job_door ON app.job TO tw_door USING (true) WITH CHECK (true);

CREATE POLICY job_owner ON app.job TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY job_shard ON app.job TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.kill_switch ENABLE ROW LEVEL SECURITY;

CREATE POLICY kill_switch_door ON app.kill_switch TO tw_door USING (true) WITH CHECK (true);

ALTER TABLE app.kill_switch_log ENABLE ROW LEVEL SECURITY;

CREATE POLICY kill_switch_log_door ON app.kill_switch_log FOR INSERT TO tw_door WITH CHECK (true);

CREATE POLICY kill_switch_log_owner ON app.kill_switch_log TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY kill_switch_log_shard ON app.kill_switch_log TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

CREATE POLICY kill_switch_owner ON app.kill_switch TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY kill_switch_shard ON app.kill_switch TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.legal_acceptance ENABLE ROW LEVEL SECURITY;

CREATE POLICY legal_acceptance_owner ON app.legal_acceptance TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY legal_acceptance_shard ON app.legal_acceptance TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.optimisation ENABLE ROW LEVEL SECURITY;

CREATE POLICY optimisation_owner ON app.optimisation TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY optimisation_shard ON app.optimisation TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.optimisation_trial ENABLE ROW LEVEL SECURITY;

CREATE POLICY optimisation_trial_owner ON app.optimisation_trial TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY optimisation_trial_shard ON app.optimisation_trial TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.order_event ENABLE ROW LEVEL SECURITY;

CREATE POLICY order_event_owner ON app.order_event TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY order_event_shard ON app.order_event TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.outbox ENABLE ROW LEVEL SECURITY;

CREATE POLICY outbox_door ON app.outbox FOR INSERT TO tw_door WITH CHECK (true);

CREATE POLICY outbox_own_rows ON app.outbox FOR SELECT TO tw_gateway, tw_worker USING ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY outbox_owner ON app.outbox FOR INSERT TO tw_gateway, tw_worker WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY outbox_relay ON app.outbox TO tw_scheduler USING (true) WITH CHECK (true);

CREATE POLICY outbox_shard ON app.outbox TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.paper_execution ENABLE ROW LEVEL SECURITY;

CREATE POLICY paper_execution_owner ON app.paper_execution TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY paper_execution_shard ON app.paper_execution TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.paper_order ENABLE ROW LEVEL SECURITY;

CREATE POLICY paper_order_owner ON app.paper_order TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY paper_order_shard ON app.paper_order TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app."position" ENABLE ROW LEVEL SECURITY;

CREATE POLICY position_door ON app."position" FOR SELECT TO tw_door USING (true);

CREATE POLICY position_owner ON app."position" TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY position_shard ON app."position" TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.risk_limit ENABLE ROW LEVEL SECURITY;

CREATE POLICY risk_limit_owner ON app.risk_limit TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY risk_limit_shard ON app.risk_limit TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.session ENABLE ROW LEVEL SECURITY;

CREATE POLICY session_door ON app.session TO tw_door USING (true);

CREATE POLICY session_owner ON app.session TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY session_shard ON app.session TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.signal ENABLE ROW LEVEL SECURITY;

CREATE POLICY signal_door ON app.signal TO tw_door USING (true) WITH CHECK (true);

CREATE POLICY signal_owner ON app.signal TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY signal_shard ON app.signal TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.strategy ENABLE ROW LEVEL SECURITY;

CREATE POLICY strategy_owner ON app.strategy TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY strategy_shard ON app.strategy TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.strategy_trials ENABLE ROW LEVEL SECURITY;

CREATE POLICY strategy_trials_owner ON app.strategy_trials TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY strategy_trials_shard ON app.strategy_trials TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.strategy_version ENABLE ROW LEVEL SECURITY;

CREATE POLICY strategy_version_owner ON app.strategy_version TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY strategy_version_shard ON app.strategy_version TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.trade_order ENABLE ROW LEVEL SECURITY;

CREATE POLICY trade_order_door ON app.trade_order FOR SELECT TO tw_door USING (true);

CREATE POLICY trade_order_owner ON app.trade_order TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY trade_order_shard ON app.trade_order TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.trader ENABLE ROW LEVEL SECURITY;

CREATE POLICY trader_door ON app.trader FOR SELECT TO tw_door USING (true);

CREATE POLICY trader_owner ON app.trader TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY trader_shard ON app.trader TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.transfer ENABLE ROW LEVEL SECURITY;

CREATE POLICY transfer_owner ON app.transfer TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY transfer_shard ON app.transfer TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.user_control ENABLE ROW LEVEL SECURITY;

CREATE POLICY user_control_door ON app.user_control TO tw_door USING (true) WITH CHECK (true);

CREATE POLICY user_control_owner ON app.user_control TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY user_control_shard ON app.user_control TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

ALTER TABLE app.webhook_signature ENABLE ROW LEVEL SECURITY;

CREATE POLICY webhook_signature_door ON app.webhook_signature TO tw_door USING (true) WITH CHECK (true);

CREATE POLICY webhook_signature_owner ON app.webhook_signature TO tw_gateway, tw_worker, tw_scheduler USING ((user_id = ( SELECT app.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT app.current_user_id() AS current_user_id)));

CREATE POLICY webhook_signature_shard ON app.webhook_signature TO tw_executor USING ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[]))) WITH CHECK ((user_id = ANY (( SELECT app.acting_user_ids() AS acting_user_ids)::uuid[])));

GRANT USAGE ON SCHEMA app TO tw_gateway;
GRANT USAGE ON SCHEMA app TO tw_executor;
GRANT USAGE ON SCHEMA app TO tw_worker;
GRANT USAGE ON SCHEMA app TO tw_feeder;
GRANT USAGE ON SCHEMA app TO tw_scheduler;
GRANT USAGE ON SCHEMA app TO tw_door;

REVOKE ALL ON FUNCTION app.accept_alerts(items jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.accept_alerts(items jsonb) TO tw_gateway;

GRANT SELECT,INSERT ON TABLE app.audit_entry TO tw_gateway;
GRANT SELECT,INSERT ON TABLE app.audit_entry TO tw_executor;
GRANT SELECT ON TABLE app.audit_entry TO tw_worker;

REVOKE ALL ON FUNCTION app.chain_audit_entries() FROM PUBLIC;

REVOKE ALL ON FUNCTION app.chain_order_events() FROM PUBLIC;

REVOKE ALL ON FUNCTION app.claim_job(wanted_holder uuid, kinds text[], lease_s double precision, running_max integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.claim_job(wanted_holder uuid, kinds text[], lease_s double precision, running_max integer) TO tw_worker;

REVOKE ALL ON FUNCTION app.claim_signals(wanted_member uuid, after_sequence bigint, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.claim_signals(wanted_member uuid, after_sequence bigint, at_most integer) TO tw_executor;

REVOKE ALL ON FUNCTION app.claim_signals(wanted_member uuid, after_sequence bigint, at_most integer, without_users uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.claim_signals(wanted_member uuid, after_sequence bigint, at_most integer, without_users uuid[]) TO tw_executor;

REVOKE ALL ON FUNCTION app.extend_chain(kind text, user_ids uuid[], subject_ids uuid[], subject_numbers integer[], payload_hashes bytea[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION app.find_agent_by_token(wanted bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION app.find_agent_by_token(wanted bytea) TO tw_gateway;

REVOKE ALL ON FUNCTION app.find_agent_for_signature(wanted uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.find_agent_for_signature(wanted uuid) TO tw_gateway;

REVOKE ALL ON FUNCTION app.find_api_key(wanted bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION app.find_api_key(wanted bytea) TO tw_gateway;

REVOKE ALL ON FUNCTION app.find_session(wanted bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION app.find_session(wanted bytea) TO tw_gateway;

REVOKE ALL ON FUNCTION app.find_trader_by_email(wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.find_trader_by_email(wanted text) TO tw_gateway;

REVOKE ALL ON FUNCTION app.list_chained_users(after_user uuid, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.list_chained_users(after_user uuid, at_most integer) TO tw_worker;

REVOKE ALL ON FUNCTION app.list_due_signals(wanted_member uuid, moment timestamp with time zone, at_most integer, without_users uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.list_due_signals(wanted_member uuid, moment timestamp with time zone, at_most integer, without_users uuid[]) TO tw_executor;

REVOKE ALL ON FUNCTION app.list_live_users(wanted_member uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.list_live_users(wanted_member uuid) TO tw_executor;

REVOKE ALL ON FUNCTION app.list_sealed(after_column text, after_row uuid, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.list_sealed(after_column text, after_row uuid, at_most integer) TO tw_worker;

REVOKE ALL ON FUNCTION app.list_unrooted_days(moment timestamp with time zone, at_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.list_unrooted_days(moment timestamp with time zone, at_most integer) TO tw_scheduler;

REVOKE ALL ON FUNCTION app.lock_agents(agent_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.lock_agents(agent_ids uuid[]) TO tw_gateway;
GRANT ALL ON FUNCTION app.lock_agents(agent_ids uuid[]) TO tw_door;

REVOKE ALL ON FUNCTION app.number_alert(its_user uuid, its_agent uuid, its_alert uuid, its_strategy text, its_symbol text, its_number bigint, its_bar timestamp with time zone, its_time timestamp with time zone, OUT numbering text, OUT missed_before bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION app.number_alert(its_user uuid, its_agent uuid, its_alert uuid, its_strategy text, its_symbol text, its_number bigint, its_bar timestamp with time zone, its_time timestamp with time zone, OUT numbering text, OUT missed_before bigint) TO tw_door;

GRANT SELECT ON TABLE app.order_event TO tw_gateway;
GRANT SELECT,INSERT ON TABLE app.order_event TO tw_executor;
GRANT SELECT ON TABLE app.order_event TO tw_worker;

REVOKE ALL ON FUNCTION app.press_platform_switch(its_action text, its_reason text, its_actor text, its_policy jsonb, its_time timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION app.replace_sealed(wanted_column text, wanted_row uuid, expected bytea, replacement bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION app.replace_sealed(wanted_column text, wanted_row uuid, expected bytea, replacement bytea) TO tw_worker;

REVOKE ALL ON FUNCTION app.store_root(wanted_user uuid, wanted_day date, wanted_number bigint, wanted_hash bytea, wanted_key uuid, wanted_signature bytea, moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION app.store_root(wanted_user uuid, wanted_day date, wanted_number bigint, wanted_hash bytea, wanted_key uuid, wanted_signature bytea, moment timestamp with time zone) TO tw_scheduler;

REVOKE ALL ON FUNCTION app.sweep_expired(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION app.sweep_expired(moment timestamp with time zone) TO tw_scheduler;

REVOKE ALL ON FUNCTION app.thin_equity_points(moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION app.thin_equity_points(moment timestamp with time zone) TO tw_worker;

REVOKE ALL ON FUNCTION app.unlock_kill_switches(its_email text, its_actor text, its_time timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION app.works_against_holding(wanted_user uuid, account_ids uuid[], wanted_symbol text, wanted_side text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.works_against_holding(wanted_user uuid, account_ids uuid[], wanted_symbol text, wanted_side text) TO tw_door;

GRANT SELECT,INSERT,UPDATE ON TABLE app.account TO tw_gateway;
GRANT SELECT ON TABLE app.account TO tw_executor;
GRANT SELECT ON TABLE app.account TO tw_door;

GRANT UPDATE(credential) ON TABLE app.account TO tw_door;

GRANT UPDATE(status) ON TABLE app.account TO tw_executor;

GRANT SELECT,INSERT,UPDATE ON TABLE app.account_book TO tw_gateway;
GRANT SELECT,INSERT,UPDATE ON TABLE app.account_book TO tw_executor;

GRANT SELECT ON TABLE app.account_connection TO tw_gateway;
GRANT SELECT,INSERT,UPDATE ON TABLE app.account_connection TO tw_executor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.account_link TO tw_gateway;
GRANT SELECT ON TABLE app.account_link TO tw_executor;

GRANT UPDATE(status) ON TABLE app.account_link TO tw_executor;

GRANT UPDATE(reason) ON TABLE app.account_link TO tw_executor;

GRANT UPDATE(checked_at) ON TABLE app.account_link TO tw_executor;

GRANT SELECT,INSERT,UPDATE ON TABLE app.agent TO tw_gateway;
GRANT SELECT ON TABLE app.agent TO tw_executor;
GRANT SELECT,UPDATE ON TABLE app.agent TO tw_door;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.agent_direction TO tw_door;

GRANT SELECT,INSERT ON TABLE app.agent_version TO tw_gateway;
GRANT SELECT ON TABLE app.agent_version TO tw_executor;
GRANT SELECT ON TABLE app.agent_version TO tw_door;

GRANT SELECT ON TABLE app.alert TO tw_gateway;
GRANT SELECT ON TABLE app.alert TO tw_executor;
GRANT INSERT ON TABLE app.alert TO tw_door;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.alert_identity TO tw_door;

GRANT SELECT,INSERT,UPDATE ON TABLE app.alert_numbering TO tw_door;
GRANT SELECT ON TABLE app.alert_numbering TO tw_gateway;

GRANT USAGE ON SEQUENCE app.alert_sequence TO tw_gateway;
GRANT USAGE ON SEQUENCE app.alert_sequence TO tw_executor;
GRANT USAGE ON SEQUENCE app.alert_sequence TO tw_door;
GRANT USAGE ON SEQUENCE app.alert_sequence TO tw_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.api_key TO tw_gateway;
GRANT SELECT ON TABLE app.api_key TO tw_door;

GRANT SELECT ON TABLE app.backtest_report TO tw_gateway;
GRANT SELECT,INSERT,DELETE ON TABLE app.backtest_report TO tw_worker;

GRANT SELECT,INSERT ON TABLE app.backtest_run TO tw_gateway;
GRANT SELECT,UPDATE ON TABLE app.backtest_run TO tw_worker;

GRANT SELECT ON TABLE app.bar TO tw_gateway;
GRANT SELECT ON TABLE app.bar TO tw_executor;
GRANT SELECT ON TABLE app.bar TO tw_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.bar TO tw_feeder;
GRANT SELECT ON TABLE app.bar TO tw_scheduler;

GRANT SELECT,INSERT ON TABLE app.chain_entry TO tw_door;
GRANT SELECT ON TABLE app.chain_entry TO tw_gateway;
GRANT SELECT ON TABLE app.chain_entry TO tw_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE app.chain_head TO tw_door;
GRANT SELECT ON TABLE app.chain_head TO tw_gateway;
GRANT SELECT ON TABLE app.chain_head TO tw_worker;

GRANT SELECT ON TABLE app.chain_key TO tw_door;
GRANT SELECT,INSERT ON TABLE app.chain_key TO tw_scheduler;

GRANT SELECT(key_id) ON TABLE app.chain_key TO tw_gateway;
GRANT SELECT(key_id) ON TABLE app.chain_key TO tw_worker;

GRANT SELECT(public_key) ON TABLE app.chain_key TO tw_gateway;
GRANT SELECT(public_key) ON TABLE app.chain_key TO tw_worker;

GRANT UPDATE(private_sealed) ON TABLE app.chain_key TO tw_door;

GRANT SELECT(created_at) ON TABLE app.chain_key TO tw_gateway;
GRANT SELECT(created_at) ON TABLE app.chain_key TO tw_worker;

GRANT SELECT,INSERT ON TABLE app.chain_root TO tw_door;
GRANT SELECT ON TABLE app.chain_root TO tw_gateway;
GRANT SELECT ON TABLE app.chain_root TO tw_worker;

GRANT SELECT ON TABLE app.discrepancy TO tw_gateway;
GRANT SELECT,INSERT,UPDATE ON TABLE app.discrepancy TO tw_executor;

GRANT SELECT,INSERT ON TABLE app.equity_point TO tw_gateway;
GRANT SELECT,INSERT,UPDATE ON TABLE app.equity_point TO tw_executor;
GRANT SELECT,DELETE ON TABLE app.equity_point TO tw_door;

GRANT USAGE ON SEQUENCE app.execution_sequence TO tw_gateway;
GRANT USAGE ON SEQUENCE app.execution_sequence TO tw_executor;
GRANT USAGE ON SEQUENCE app.execution_sequence TO tw_door;
GRANT USAGE ON SEQUENCE app.execution_sequence TO tw_worker;

GRANT SELECT ON TABLE app.execution TO tw_gateway;
GRANT SELECT,INSERT ON TABLE app.execution TO tw_executor;

GRANT SELECT ON TABLE app.external_order TO tw_gateway;
GRANT SELECT,INSERT,UPDATE ON TABLE app.external_order TO tw_executor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.idempotency_key TO tw_gateway;
GRANT DELETE ON TABLE app.idempotency_key TO tw_door;

GRANT SELECT(status) ON TABLE app.idempotency_key TO tw_door;

GRANT SELECT(created_at) ON TABLE app.idempotency_key TO tw_door;

GRANT SELECT ON TABLE app.inquiry TO tw_gateway;
GRANT SELECT,INSERT,UPDATE ON TABLE app.inquiry TO tw_executor;

GRANT SELECT ON TABLE app.instrument TO tw_gateway;
GRANT SELECT ON TABLE app.instrument TO tw_executor;
GRANT SELECT ON TABLE app.instrument TO tw_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE app.instrument TO tw_feeder;
GRANT SELECT ON TABLE app.instrument TO tw_scheduler;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.job TO tw_gateway;
GRANT SELECT,INSERT,UPDATE ON TABLE app.job TO tw_worker;
GRANT SELECT,UPDATE ON TABLE app.job TO tw_door;

GRANT USAGE ON SEQUENCE app.job_sequence_seq TO tw_gateway;
GRANT USAGE ON SEQUENCE app.job_sequence_seq TO tw_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.kill_switch TO tw_gateway;
GRANT SELECT ON TABLE app.kill_switch TO tw_executor;
GRANT SELECT,UPDATE ON TABLE app.kill_switch TO tw_door;

GRANT SELECT,INSERT ON TABLE app.kill_switch_log TO tw_gateway;
GRANT INSERT ON TABLE app.kill_switch_log TO tw_door;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.lease TO tw_gateway;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.lease TO tw_executor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.lease TO tw_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.lease TO tw_feeder;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.lease TO tw_scheduler;

GRANT SELECT,INSERT ON TABLE app.legal_acceptance TO tw_gateway;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.member TO tw_gateway;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.member TO tw_executor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.member TO tw_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.member TO tw_feeder;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.member TO tw_scheduler;
GRANT SELECT ON TABLE app.member TO tw_door;

GRANT SELECT,INSERT ON TABLE app.optimisation TO tw_gateway;
GRANT SELECT,UPDATE ON TABLE app.optimisation TO tw_worker;

GRANT SELECT ON TABLE app.optimisation_trial TO tw_gateway;
GRANT SELECT,INSERT,UPDATE ON TABLE app.optimisation_trial TO tw_worker;

GRANT USAGE ON SEQUENCE app.order_sequence TO tw_gateway;
GRANT USAGE ON SEQUENCE app.order_sequence TO tw_executor;
GRANT USAGE ON SEQUENCE app.order_sequence TO tw_door;
GRANT USAGE ON SEQUENCE app.order_sequence TO tw_worker;

GRANT SELECT,INSERT ON TABLE app.outbox TO tw_gateway;
GRANT SELECT,INSERT ON TABLE app.outbox TO tw_worker;
GRANT SELECT,INSERT ON TABLE app.outbox TO tw_executor;
GRANT SELECT,DELETE ON TABLE app.outbox TO tw_scheduler;
GRANT INSERT ON TABLE app.outbox TO tw_door;

GRANT USAGE ON SEQUENCE app.outbox_outbox_id_seq TO tw_gateway;
GRANT USAGE ON SEQUENCE app.outbox_outbox_id_seq TO tw_executor;
GRANT USAGE ON SEQUENCE app.outbox_outbox_id_seq TO tw_door;
GRANT USAGE ON SEQUENCE app.outbox_outbox_id_seq TO tw_worker;

GRANT USAGE ON SEQUENCE app.paper_execution_sequence TO tw_gateway;
GRANT USAGE ON SEQUENCE app.paper_execution_sequence TO tw_executor;
GRANT USAGE ON SEQUENCE app.paper_execution_sequence TO tw_door;
GRANT USAGE ON SEQUENCE app.paper_execution_sequence TO tw_worker;

GRANT SELECT,INSERT ON TABLE app.paper_execution TO tw_executor;

GRANT SELECT,INSERT,UPDATE ON TABLE app.paper_order TO tw_executor;

GRANT SELECT ON TABLE app.platform_switch TO tw_gateway;
GRANT SELECT ON TABLE app.platform_switch TO tw_executor;
GRANT SELECT,UPDATE ON TABLE app.platform_switch TO tw_door;

GRANT SELECT ON TABLE app.platform_switch_log TO tw_gateway;
GRANT SELECT,INSERT ON TABLE app.platform_switch_log TO tw_door;

GRANT SELECT ON TABLE app."position" TO tw_gateway;
GRANT SELECT,INSERT,UPDATE ON TABLE app."position" TO tw_executor;
GRANT SELECT ON TABLE app."position" TO tw_door;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.risk_limit TO tw_gateway;
GRANT SELECT ON TABLE app.risk_limit TO tw_executor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.session TO tw_gateway;
GRANT SELECT,DELETE ON TABLE app.session TO tw_door;

GRANT SELECT,INSERT,UPDATE ON TABLE app.shard TO tw_executor;
GRANT SELECT ON TABLE app.shard TO tw_gateway;
GRANT SELECT ON TABLE app.shard TO tw_scheduler;
GRANT SELECT ON TABLE app.shard TO tw_door;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.sign_in_attempt TO tw_gateway;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.sign_in_attempt TO tw_scheduler;

GRANT USAGE ON SEQUENCE app.signal_sequence TO tw_gateway;
GRANT USAGE ON SEQUENCE app.signal_sequence TO tw_executor;
GRANT USAGE ON SEQUENCE app.signal_sequence TO tw_door;
GRANT USAGE ON SEQUENCE app.signal_sequence TO tw_worker;

GRANT SELECT,INSERT ON TABLE app.signal TO tw_gateway;
GRANT SELECT,INSERT,UPDATE ON TABLE app.signal TO tw_executor;
GRANT SELECT,INSERT,UPDATE ON TABLE app.signal TO tw_door;

GRANT SELECT,INSERT,UPDATE ON TABLE app.strategy TO tw_gateway;
GRANT SELECT ON TABLE app.strategy TO tw_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE app.strategy_trials TO tw_gateway;
GRANT SELECT,INSERT,UPDATE ON TABLE app.strategy_trials TO tw_worker;

GRANT SELECT,INSERT ON TABLE app.strategy_version TO tw_gateway;
GRANT SELECT ON TABLE app.strategy_version TO tw_worker;

GRANT SELECT ON TABLE app.trade_order TO tw_gateway;
GRANT SELECT,INSERT,UPDATE ON TABLE app.trade_order TO tw_executor;
GRANT SELECT ON TABLE app.trade_order TO tw_door;

GRANT SELECT,INSERT,UPDATE ON TABLE app.trader TO tw_gateway;
GRANT SELECT ON TABLE app.trader TO tw_executor;
GRANT SELECT ON TABLE app.trader TO tw_door;

GRANT SELECT ON TABLE app.transfer TO tw_gateway;
GRANT SELECT,INSERT ON TABLE app.transfer TO tw_executor;

GRANT SELECT,INSERT,UPDATE ON TABLE app.user_control TO tw_gateway;
GRANT SELECT,UPDATE ON TABLE app.user_control TO tw_executor;
GRANT SELECT,INSERT,UPDATE ON TABLE app.user_control TO tw_door;

GRANT SELECT ON TABLE app.venue_instrument TO tw_gateway;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.venue_instrument TO tw_executor;

GRANT SELECT ON TABLE app.venue_mark TO tw_gateway;
GRANT SELECT,INSERT,UPDATE ON TABLE app.venue_mark TO tw_executor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.webhook_signature TO tw_door;
