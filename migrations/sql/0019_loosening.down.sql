-- The scope `risk`; a key that may do nothing else is deleted.
delete from app.api_key where scopes = array['risk'];
update app.api_key set scopes = array_remove(scopes, 'risk');
alter table app.api_key
  drop constraint api_key_scopes_known,
  add constraint api_key_scopes_known check (scopes <@ array['read', 'trade'] and cardinality(scopes) > 0);
