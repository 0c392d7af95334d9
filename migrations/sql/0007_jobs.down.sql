drop function app.claim_job(uuid, text[], double precision, integer);
drop table app.job;
