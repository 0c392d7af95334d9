-- Undo the intake function. Alerts that it stored stay.
drop function app.accept_alerts(jsonb);
drop function app.works_against_holding(uuid, uuid[], text, text);
drop type app.alert_verdict;
drop function app.lock_agents(uuid[]);
