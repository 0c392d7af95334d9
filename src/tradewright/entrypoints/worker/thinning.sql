-- name: thin_equity_points$
-- Keep one equity point a minute after two days and one an hour after thirty; return how many rows went.
select app.thin_equity_points(:moment);
