-- Credentials of linked accounts: what they may do and whether they still work.
select 1;
