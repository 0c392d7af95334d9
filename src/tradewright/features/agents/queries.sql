-- Statements of agents, alerts and timelines. Alerts themselves are written by app.accept_alerts alone (migration 0012).

-- name: bump_epoch!
-- First in every change: the executor sees it before its next decision.
insert into app.user_control as c (user_id, epoch) values (:user_id, 2)
on conflict (user_id) do update set epoch = c.epoch + 1;

-- name: lock_agent!
-- Wait for alerts of this agent that are being accepted, and let none begin before this transaction ends.
select app.lock_agents(array[:agent_id::uuid]);

-- name: find_agent_by_token^
select user_id, agent_id, version_id, document from app.find_agent_by_token(:token_hash);

-- name: find_agent_for_signature^
select user_id, agent_id, version_id, document, signing_sealed from app.find_agent_for_signature(:agent_id);

-- name: count_agents$
select count(*) from app.agent where user_id = :user_id and status <> 'deleted';

-- name: list_agents
-- Newest first; agent ids are time-ordered.
select a.agent_id, a.name, a.status, a.token_prefix, a.token_sealed, a.signing_sealed, a.version_id, a.version_number, a.created_at,
       a.updated_at, v.document, v.note, m.missed, m.missed_at, m.missed_alert_id
  from app.agent a join app.agent_version v using (user_id, agent_id, version_id)
  left join lateral (
       select sum(n.missed)::bigint as missed, max(n.missed_at) as missed_at,
              (array_agg(n.missed_alert_id order by n.missed_at desc))[1] as missed_alert_id
         from app.alert_numbering n where n.user_id = a.user_id and n.agent_id = a.agent_id and n.missed > 0) m on true
 where a.user_id = :user_id and a.status <> 'deleted' and (:before::uuid is null or a.agent_id < :before::uuid)
 order by a.agent_id desc limit :at_most;

-- name: find_agent^
select a.agent_id, a.name, a.status, a.token_prefix, a.token_sealed, a.signing_sealed, a.version_id, a.version_number, a.created_at,
       a.updated_at, v.document, v.note, m.missed, m.missed_at, m.missed_alert_id
  from app.agent a join app.agent_version v using (user_id, agent_id, version_id)
  left join lateral (
       select sum(n.missed)::bigint as missed, max(n.missed_at) as missed_at,
              (array_agg(n.missed_alert_id order by n.missed_at desc))[1] as missed_alert_id
         from app.alert_numbering n where n.user_id = a.user_id and n.agent_id = a.agent_id and n.missed > 0) m on true
 where a.user_id = :user_id and a.agent_id = :agent_id and a.status <> 'deleted';

-- name: insert_agent!
insert into app.agent (user_id, agent_id, name, status, token_hash, token_prefix, token_sealed, signing_sealed, version_id,
                       version_number, created_at, updated_at)
values (:user_id, :agent_id, :name, 'active', :token_hash, :token_prefix, :token_sealed, :signing_sealed, :version_id, 1, :now, :now);

-- name: insert_version!
insert into app.agent_version (user_id, agent_id, version_id, number, document, note, created_at)
values (:user_id, :agent_id, :version_id, :number, :document::jsonb, :note, :now);

-- name: set_version!
update app.agent set name = :name, version_id = :version_id, version_number = :number, updated_at = :now
 where user_id = :user_id and agent_id = :agent_id;

-- name: set_status!
update app.agent set status = :status, updated_at = :now where user_id = :user_id and agent_id = :agent_id;

-- name: set_token!
update app.agent set token_hash = :token_hash, token_prefix = :token_prefix, token_sealed = :token_sealed, updated_at = :now
 where user_id = :user_id and agent_id = :agent_id;

-- name: list_versions
select version_id, number, note, created_at, document from app.agent_version
 where user_id = :user_id and agent_id = :agent_id and (:before::integer is null or number < :before::integer)
 order by number desc limit :at_most;

-- name: find_version^
-- A version by its number, or the present one; a deleted agent's too.
select v.version_id, v.number, v.note, v.created_at, v.document
  from app.agent a join app.agent_version v using (user_id, agent_id)
 where a.user_id = :user_id and a.agent_id = :agent_id
   and (v.number = :number::integer or (:number::integer is null and v.version_id = a.version_id));

-- name: list_accounts
-- The trader's accounts among these.
select account_id, broker, status from app.account where user_id = :user_id and account_id = any(:account_ids::uuid[]);

-- name: list_known_symbols
-- Which of these some account of the agent's can trade: on paper what the platform quotes, elsewhere what its venue lists. Until
-- the executor has read that list, any symbol passes: the decision will tell.
select s.symbol from unnest(:symbols::text[]) as s (symbol)
 where exists (
       select from app.account a
        where a.user_id = :user_id and a.account_id = any(:account_ids::uuid[])
          and case when a.broker = 'paper' then exists (select from app.instrument i where i.symbol = s.symbol)
                   else exists (select from app.venue_instrument v
                                 where v.venue = a.broker || ':' || a.environment and v.symbol = s.symbol)
                        or not exists (select from app.venue_instrument v where v.venue = a.broker || ':' || a.environment)
              end);

-- name: find_test_symbol$
-- Something to test with: crypto first, since it trades at night too.
select symbol from app.instrument order by market <> 'crypto', symbol limit 1;

-- name: list_alerts
select a.alert_id, a.sequence, a.agent_id, g.name as agent_name, a.correlation_id, a.route, a.outcome, a.reason_code, a.reason,
       a.duplicate_of, a.intent, substring(a.body for 8000) as body, a.received_at, a.numbering, a.missed_before
  from app.alert a left join app.agent g using (user_id, agent_id)
 where a.user_id = :user_id
   and (:agent_id::uuid is null or a.agent_id = :agent_id::uuid)
   and (:outcome::text is null or a.outcome = :outcome::text)
   and (:before::bigint is null or a.sequence < :before::bigint)
 order by a.sequence desc limit :at_most;

-- name: find_alert^
select a.alert_id, a.sequence, a.agent_id, g.name as agent_name, a.version_id, v.number as version_number, a.correlation_id, a.route,
       a.outcome, a.reason_code, a.reason, a.duplicate_of, a.intent, a.body, a.content_type, a.remote_ip, a.received_at, a.committed_at,
       a.numbering, a.missed_before
  from app.alert a
  left join app.agent g using (user_id, agent_id)
  left join app.agent_version v on v.user_id = a.user_id and v.agent_id = a.agent_id and v.version_id = a.version_id
 where a.user_id = :user_id and a.alert_id = :alert_id;

-- name: list_signals_of_alerts
select signal_id, account_id, source, alert_id, agent_id, correlation_id, intent, state, reason_code, reason, decision, received_at,
       decided_at
  from app.signal where user_id = :user_id and alert_id = any(:alert_ids::uuid[]) order by sequence;

-- name: find_signal^
select s.signal_id, s.account_id, s.source, s.alert_id, s.agent_id, s.correlation_id, s.intent, s.state, s.reason_code, s.reason,
       s.decision, s.received_at, s.decided_at
  from app.signal s where s.user_id = :user_id and s.signal_id = :signal_id;

-- name: find_order^
select order_id, signal_id, correlation_id from app.trade_order where user_id = :user_id and order_id = :order_id;

-- name: list_orders_of_signals
select o.order_id, o.signal_id, o.account_id, c.label as account_label, c.broker, o.leg, o.symbol, o.side, o.order_type, o.quantity,
       o.limit_price, o.stop_price, o.state, o.client_order_id, o.venue_order_id, o.filled_quantity, o.average_price, o.reason,
       o.created_at, o.submitted_at
  from app.trade_order o join app.account c using (user_id, account_id)
 where o.user_id = :user_id and o.signal_id = any(:signal_ids::uuid[]) order by o.sequence;

-- name: list_order_events
select order_id, number, kind, data, occurred_at, recorded_at from app.order_event
 where user_id = :user_id and order_id = any(:order_ids::uuid[]) order by recorded_at, order_id, number;

-- name: list_executions
select execution_id, order_id, venue_execution_id, symbol, side, quantity, price, fee, fee_currency, kind, realised, occurred_at,
       recorded_at
  from app.execution where user_id = :user_id and order_id = any(:order_ids::uuid[]) order by sequence;
