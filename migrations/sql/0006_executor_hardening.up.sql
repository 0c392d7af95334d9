-- The executor's queue without users whose books are on their way, and orders whose late fills are closed at once.
-- Kind: pre (older code does not use them).

-- Pending signals of the shards this executor holds, oldest first, except those of some users: signals that cannot be
-- decided yet must not fill the page and keep everybody else's from being seen.
create function app.claim_signals(wanted_member uuid, after_sequence bigint, at_most integer, without_users uuid[])
  returns table (user_id uuid, signal_id uuid, sequence bigint, account_id uuid, source text, alert_id uuid, agent_id uuid,
                 agent_version_id uuid, correlation_id uuid, intent jsonb, received_at timestamptz)
  language sql stable security definer set search_path = app, pg_temp
  as $$
    select s.user_id, s.signal_id, s.sequence, s.account_id, s.source, s.alert_id, s.agent_id,
           s.agent_version_id, s.correlation_id, s.intent, s.received_at
      from app.signal s
     where s.state = 'pending' and s.sequence > after_sequence
       and s.shard_id in (select h.shard_id from app.shard h join app.member m using (member_id)
                           where m.member_id = wanted_member and not m.fenced)
       and s.user_id <> all (without_users)
     order by s.sequence limit at_most
  $$;
grant create on schema app to tw_door;
alter function app.claim_signals(uuid, bigint, integer, uuid[]) owner to tw_door;
revoke create on schema app from tw_door;
revoke all on function app.claim_signals(uuid, bigint, integer, uuid[]) from public;
grant execute on function app.claim_signals(uuid, bigint, integer, uuid[]) to tw_executor;

-- A flatten or a full close has asked for this order's end; should it fill all the same, the executor asks to close that.
alter table app.trade_order add column unwanted boolean not null default false;
grant insert on app.signal to tw_executor;
