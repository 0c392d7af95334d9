-- One statement for all fills of a turn, whoever they belong to.

-- name: list_booked
-- Which of these venue executions are in the books already.
select e.account_id, e.venue_execution_id
  from unnest(:user_ids::uuid[], :account_ids::uuid[], :venue_execution_ids::text[])
         as u (user_id, account_id, venue_execution_id)
  join app.execution e using (user_id, account_id, venue_execution_id);
