-- name: insert_entry!
-- Record who changed what.
insert into app.audit_entry (user_id, audit_id, actor, action, subject, before, after, correlation_id, at)
values (:user_id, :audit_id, :actor, :action, :subject, :before, :after, :correlation_id, :at);
