-- Traders, sessions, API keys, sign-in attempts. Tenant statements run inside Database.tenant(user_id).

-- name: insert_trader!
-- A new trader; the unique e-mail key refuses a second one.
insert into app.trader (user_id, email, email_key, password_hash, display_name, timezone, is_demo, shard_id, created_at)
values (:user_id, :email, :email_key, :password_hash, :display_name, :timezone, :is_demo, :shard_id, :now);

-- name: insert_user_control!
insert into app.user_control (user_id) values (:user_id);

-- name: insert_legal_acceptance!
-- Accepting again changes nothing: what counts is when it was first read.
insert into app.legal_acceptance (user_id, document, version, accepted_at, remote_ip)
values (:user_id, :document, :version, :now, :remote_ip)
on conflict (user_id, document, version) do nothing;

-- name: accepted_at$
-- When the trader first accepted this version of a document (null: any version); null when never.
select min(accepted_at) from app.legal_acceptance
 where user_id = :user_id and document = :document
   and (cast(:version as text) is null or version = cast(:version as text));

-- name: find_trader_by_email^
-- Across tenants, through the door: only id, hash and status.
select user_id, password_hash, status from app.find_trader_by_email(:email_key);

-- name: get_trader^
-- With when the present notice of live trading was accepted.
select t.user_id, t.email, t.display_name, t.timezone, t.preferences, t.is_demo, t.status, t.created_at,
       l.accepted_at as acknowledged_risk_at
  from app.trader t
  left join app.legal_acceptance l on l.user_id = t.user_id and l.document = 'live_trading' and l.version = :notice_version
 where t.user_id = :user_id;

-- name: update_trader^
-- Null leaves a field as it is; preferences are merged key by key.
update app.trader
   set display_name = coalesce(:display_name, display_name),
       timezone = coalesce(:timezone, timezone),
       preferences = preferences || coalesce(:preferences::jsonb, '{}')
 where user_id = :user_id
returning user_id, email, display_name, timezone, preferences, is_demo, status, created_at,
          (select l.accepted_at from app.legal_acceptance l
            where l.user_id = app.trader.user_id and l.document = 'live_trading' and l.version = :notice_version)
            as acknowledged_risk_at;

-- name: insert_session!
insert into app.session (user_id, session_id, refresh_hash, user_agent, remote_ip, created_at, last_used_at, expires_at)
values (:user_id, :session_id, :refresh_hash, :user_agent, :remote_ip, :now, :now, :expires_at);

-- name: find_session_by_token^
-- Across tenants, through the door: whose refresh token this is, or was before it was rotated.
select user_id, session_id, is_previous, rotated_at, expires_at, revoked_at from app.find_session(:token_hash);

-- name: find_live_session^
-- The session behind an access token, unless it was signed out or has expired; with the trader's status.
select t.status
  from app.session s
  join app.trader t on t.user_id = s.user_id
 where s.user_id = :user_id and s.session_id = :session_id and s.revoked_at is null and s.expires_at > :now;

-- name: rotate_session!
-- Succeeds for one of several who hold the same token; the others find it was rotated a moment ago.
update app.session
   set refresh_hash = :next_hash, previous_hash = :token_hash, rotated_at = :now, last_used_at = :now,
       expires_at = :expires_at
 where user_id = :user_id and session_id = :session_id and refresh_hash = :token_hash and revoked_at is null;

-- name: revoke_session!
update app.session
   set revoked_at = :now
 where user_id = :user_id and session_id = :session_id and revoked_at is null;

-- name: insert_api_key!
insert into app.api_key (user_id, api_key_id, name, prefix, key_hash, scopes, created_at)
values (:user_id, :api_key_id, :name, :prefix, :key_hash, :scopes, :now);

-- name: list_api_keys
select api_key_id, name, prefix, scopes, created_at, last_used_at
  from app.api_key
 where user_id = :user_id and revoked_at is null
 order by created_at desc, api_key_id;

-- name: count_api_keys$
select count(*) from app.api_key where user_id = :user_id and revoked_at is null;

-- name: revoke_api_key^
update app.api_key
   set revoked_at = :now
 where user_id = :user_id and api_key_id = :api_key_id and revoked_at is null
returning api_key_id, name, prefix, scopes, created_at, last_used_at;

-- name: find_api_key^
-- Across tenants, through the door.
select user_id, api_key_id, scopes, revoked_at, status from app.find_api_key(:key_hash);

-- name: find_live_api_key^
select t.status
  from app.api_key k
  join app.trader t on t.user_id = k.user_id
 where k.user_id = :user_id and k.api_key_id = :api_key_id and k.revoked_at is null;

-- name: touch_api_key!
-- At most once a minute for each key, so that a busy program does not write a row with every call.
update app.api_key
   set last_used_at = :now
 where user_id = :user_id and api_key_id = :api_key_id
   and (last_used_at is null or last_used_at < cast(:now as timestamptz) - interval '1 minute');

-- name: lock_attempts^
-- Serialises attempts of one subject until commit, so that parallel guesses are counted one by one.
select pg_advisory_xact_lock(hashtextextended(encode(:subject_hash, 'hex'), 7));

-- name: list_attempts
select window_start, failures
  from app.sign_in_attempt
 where subject_hash = :subject_hash and window_start > :since;

-- name: count_attempt!
insert into app.sign_in_attempt (subject_hash, window_start, failures)
values (:subject_hash, :window_start, 1)
on conflict (subject_hash, window_start) do update set failures = app.sign_in_attempt.failures + 1;

-- name: forget_attempts!
delete from app.sign_in_attempt where subject_hash = :subject_hash;

-- name: forget_spent_attempt!
delete from app.sign_in_attempt
 where subject_hash = :subject_hash and window_start = :window_start and failures = 1;

-- name: uncount_attempt!
update app.sign_in_attempt
   set failures = failures - 1
 where subject_hash = :subject_hash and window_start = :window_start and failures > 1;

-- name: drop_old_attempts!
delete from app.sign_in_attempt where window_start < :before;
