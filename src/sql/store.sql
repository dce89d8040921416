-- The store's own: which schema steps a database has.

-- Whether this is a database of ours.
-- query schema_present() one (present int)
SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_step';

-- The steps that were taken, in their order.
-- query schema_step_list() many(1000) (n int, name text, at int)
SELECT n, name, at FROM schema_step ORDER BY n LIMIT 1000;

-- query schema_step_insert(n int, name text, at int) exec
INSERT INTO schema_step (n, name, at) VALUES ($1, $2, $3);
