-- Named leases. The database's clock decides, so machines need not agree on the time.

-- name: acquire$
-- Take a lease that is free, expired or ours; null when another holds it. A new holder gets a new epoch.
insert into app.lease as l (name, holder, epoch, expires_at)
values (:name, :holder, 1, clock_timestamp() + make_interval(secs => :ttl_s))
on conflict (name) do update
   set holder = excluded.holder,
       epoch = l.epoch + (case when l.holder = excluded.holder and l.expires_at >= clock_timestamp() then 0 else 1 end),
       expires_at = excluded.expires_at
 where l.holder = excluded.holder or l.expires_at < clock_timestamp()
returning epoch;

-- name: renew!
-- Keep a lease, also one that has expired and that nobody took since.
update app.lease set expires_at = clock_timestamp() + make_interval(secs => :ttl_s)
 where name = :name and holder = :holder and epoch = :epoch;

-- name: release!
-- Let the next one have it at once. The row stays, so that epochs never repeat.
update app.lease set expires_at = '-infinity' where name = :name and holder = :holder and epoch = :epoch;
