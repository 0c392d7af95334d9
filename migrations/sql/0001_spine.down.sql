-- Undo the spine. Roles stay: other databases of the cluster may use them.
drop schema app cascade;
