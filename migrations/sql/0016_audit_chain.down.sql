-- Order events and audit entries in a chain of hashes for each trader, with signed daily roots.
select 1;
