-- name: sweep_expired$
-- Forget expired alert identities, used signatures, idempotency keys and dead sessions; return how many rows went.
select app.sweep_expired(:moment);
