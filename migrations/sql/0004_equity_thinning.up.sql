-- Thinning of old equity points, for the worker: a point a second while trading is more than any chart shows.
-- Kind: pre.
create policy equity_point_door on app.equity_point for all to tw_door using (true);
grant select, delete on app.equity_point to tw_door;

-- Keep the last point of each minute after two days, of each hour after thirty. Returns how many rows went.
create function app.thin_equity_points(moment timestamptz)
  returns bigint
  language sql security definer set search_path = app, pg_temp
  as $$
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
grant create on schema app to tw_door;
alter function app.thin_equity_points(timestamptz) owner to tw_door;
revoke create on schema app from tw_door;
revoke all on function app.thin_equity_points(timestamptz) from public;
grant execute on function app.thin_equity_points(timestamptz) to tw_worker;
