-- A reversal's legs guard only what it opens: the part of the parent's fills that closed the old position is unguarded.
-- Kind: pre (older code leaves the default).
alter table app.paper_order
  add column unguarded numeric not null default 0 constraint paper_unguarded_positive check (unguarded >= 0);
