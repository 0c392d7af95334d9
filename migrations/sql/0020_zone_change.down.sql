-- When another time zone begins to hold.
alter table app.account drop column timezone_before, drop column timezone_from;
