drop function app.thin_equity_points(timestamptz);
revoke select, delete on app.equity_point from tw_door;
drop policy equity_point_door on app.equity_point;
