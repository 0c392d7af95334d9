-- Links of accounts to venues: their keys, what those may do, and how connections stand.

-- name: find_credential$
select credential from app.account where user_id = :user_id and account_id = :account_id;

-- name: set_credential!
update app.account set credential = :credential where user_id = :user_id and account_id = :account_id;

-- name: insert_link^
-- Nothing comes back when the trader has this account of the venue linked already.
insert into app.account_link
       (user_id, account_id, venue, venue_account, kind, key_hint, permissions, can_trade, status, reason, checked_at)
values (:user_id, :account_id, :venue, :venue_account, :kind, :key_hint, :permissions, :can_trade, :status, :reason, :checked_at)
    on conflict (user_id, venue, venue_account) do nothing
returning account_id;

-- name: find_linked$
select account_id from app.account_link
 where user_id = :user_id and venue = :venue and venue_account is not distinct from :venue_account;

-- name: find_lock_left_behind$
-- Until when a lock stands on a kill switch of an account at this venue that was unlinked under it.
select max(k.locked_until)
  from app.kill_switch k join app.account a on a.user_id = k.user_id and a.account_id = k.scope_id
 where k.user_id = :user_id and k.scope = 'account' and k.level <> 'none' and k.locked_until > :now
   and a.status = 'closed' and a.broker = :broker and a.environment = :environment;

-- name: update_link!
update app.account_link
   set venue_account = :venue_account, kind = :kind, key_hint = :key_hint, permissions = :permissions,
       can_trade = :can_trade, status = :status, reason = :reason, checked_at = :checked_at
 where user_id = :user_id and account_id = :account_id;

-- name: delete_link!
delete from app.account_link where user_id = :user_id and account_id = :account_id;

-- name: mark_link_revoked$
-- In the executor: the account trades no more, its link says why, and the next decision is made in that knowledge. A
-- refusal of a key that has been replaced since says nothing of the new one.
with account as (
  update app.account set status = 'disconnected'
   where user_id = :user_id and account_id = :account_id and status = 'active'
     and (:key_mark::text is null or md5(credential) = :key_mark) returning account_id),
link as (
  update app.account_link l set status = 'revoked', reason = :reason, checked_at = :now
    from account a where l.user_id = :user_id and l.account_id = a.account_id),
control as (
  update app.user_control set epoch = epoch + 1 where user_id = :user_id and exists (select from account))
select exists (select from account);

-- name: save_connections
-- In the executor: how connections stand; returned are those that came to another state. `since` is kept while the state is,
-- so that another executor that takes over does not begin it anew.
with told as (
  select * from unnest(:user_ids::uuid[], :account_ids::uuid[], :states::text[], :sinces::timestamptz[], :details::text[],
                       :last_look_ats::timestamptz[]) as t(user_id, account_id, state, since, detail, last_look_at)),
before as (
  select c.account_id, c.state from app.account_connection c join told t using (user_id, account_id)),
written as (
  insert into app.account_connection as c (user_id, account_id, state, since, detail, last_look_at, told_at)
  select t.user_id, t.account_id, t.state, t.since, t.detail, t.last_look_at, :now::timestamptz
    from told t join app.account a using (user_id, account_id)
      on conflict (user_id, account_id) do update
         set state = excluded.state, detail = excluded.detail, told_at = excluded.told_at,
             since = case when c.state = excluded.state then c.since else excluded.since end,
             last_look_at = coalesce(excluded.last_look_at, c.last_look_at)
  returning c.user_id, c.account_id, c.state)
select w.user_id, w.account_id from written w left join before b using (account_id) where b.state is distinct from w.state;
