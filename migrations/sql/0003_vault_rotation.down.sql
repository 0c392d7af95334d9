drop function app.replace_sealed(text, uuid, bytea, bytea);
drop function app.list_sealed(text, uuid, integer);
drop policy account_door_reseal on app.account;
revoke update (credential) on app.account from tw_door;
