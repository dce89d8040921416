-- The store's own: which schema steps a database has.

-- Whether this is a database of ours.
-- query schema_present() one (present int)
SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_step';

-- The steps that were taken, in their order.
-- query schema_step_list() many(1000) (n int, name text, at int)
SELECT n, name, at FROM schema_step ORDER BY n LIMIT 1000;

-- query schema_step_insert(n int, name text, at int) exec
INSERT INTO schema_step (n, name, at) VALUES ($1, $2, $3);

-- All columns of all tables, tables in the order in which they were made; TYPE is int, text, blob
-- or what the database calls it.  COUNTED: by a counter that has to be set when rows are put in.
-- query column_each() each (tbl text, col text, type text, counted int)
SELECT l.name, c.name,
       CASE c.type WHEN 'BIGINT' THEN 'int' WHEN 'INTEGER' THEN 'int' ELSE lower(c.type) END, 0
FROM pragma_table_list AS l JOIN sqlite_master AS m ON m.name = l.name
JOIN pragma_table_info(l.name) AS c
WHERE l.schema = 'main' AND l.type = 'table' AND m.type = 'table' AND l.name NOT LIKE 'sqlite!_%' ESCAPE '!'
ORDER BY m.rowid, c.cid;
