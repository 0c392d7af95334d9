-- Every limit, and the ladder of the kill switch.
select 1;
