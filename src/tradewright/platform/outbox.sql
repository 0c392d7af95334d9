-- Rows that a commit leaves for the bus, and the relay's reading and deleting of them.

-- name: insert_events!
-- Leave events for the bus, one row for each user and commit, numbered in the order given.
insert into app.outbox (user_id, events)
select r.user_id, r.events::json
  from unnest(:user_ids::uuid[], :events::text[]) with ordinality as r (user_id, events, place)
 order by r.place;

-- name: list_next
-- Read the oldest rows of all users. The relay alone may.
select outbox_id, user_id, events::text as events, created_at
  from app.outbox
 order by outbox_id
 limit :at_most;

-- name: delete_relayed!
-- Forget rows that the bus has acknowledged.
delete from app.outbox where outbox_id = any(:outbox_ids::bigint[]);

-- name: get_backlog^
-- Say how much waits and for how long.
select count(*) as rows, coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as age_s from app.outbox;
