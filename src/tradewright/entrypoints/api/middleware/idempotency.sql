-- The life of an idempotency key: reserved (status null) → carried out (102) → answered (the answer's status).

-- name: reserve!
insert into app.idempotency_key (user_id, key, request_hash, created_at)
values (:user_id, :key, :request_hash, :now)
on conflict (user_id, key) do nothing;

-- name: find_reservation^
select request_hash, status, response, created_at
  from app.idempotency_key
 where user_id = :user_id and key = :key;

-- name: take_over!
-- Whoever reserved it died before anything was committed; of several that try, one finds the old stamp.
update app.idempotency_key
   set created_at = :now
 where user_id = :user_id and key = :key and status is null and created_at = :claimed_at;

-- name: mark_carried_out!
-- Part of every transaction of the request: it commits with the work or not at all.
update app.idempotency_key
   set status = 102
 where user_id = :user_id and key = :key and created_at = :claimed_at and (status is null or status = 102);

-- name: keep_answer!
update app.idempotency_key
   set status = :status, response = :response
 where user_id = :user_id and key = :key and created_at = :claimed_at and (status is null or status = 102);

-- name: release!
-- Nothing was committed and the answer says "ask again": the key is free again.
delete from app.idempotency_key
 where user_id = :user_id and key = :key and created_at = :claimed_at and status is null;
