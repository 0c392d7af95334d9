-- What a program's key may do is told apart: `risk` loosens limits, releases kill switches and links accounts; `trade` no longer does.
-- Kind: pre (older code writes no such scope; keys that are out keep theirs, and so lose what only `risk` may do).
alter table app.api_key
  drop constraint api_key_scopes_known,
  add constraint api_key_scopes_known check (scopes <@ array['read', 'trade', 'risk'] and cardinality(scopes) > 0);
