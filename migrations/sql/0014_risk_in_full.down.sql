-- Four limits and one level again: what older code cannot say is lost, and every switch that is on is a pause.
drop function app.press_platform_switch(text, text, text, jsonb, timestamptz);
drop function app.unlock_kill_switches(text, text, timestamptz);
drop policy user_control_door on app.user_control;
revoke all on app.user_control from tw_door;
drop table app.platform_switch_log;
drop table app.platform_switch;
drop table app.kill_switch_log;
drop policy kill_switch_door on app.kill_switch;
revoke all on app.kill_switch from tw_door;

alter table app.kill_switch no force row level security;
alter table app.kill_switch drop constraint kill_switch_level_known, drop column locked_until;
update app.kill_switch set level = 'entries_paused' where level <> 'none';
alter table app.kill_switch
  add constraint kill_switch_level_known check (level in ('none', 'entries_paused'));
alter table app.kill_switch force row level security;

alter table app.risk_limit drop column document;
