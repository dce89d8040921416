-- query schema_present() one (present int)
SELECT 1 FROM pg_catalog.pg_tables
WHERE schemaname = current_schema() AND tablename = 'schema_step';

-- query column_each() each (tbl text, col text, type text, counted int)
SELECT t.relname, c.attname, CASE y.typname WHEN 'int8' THEN 'int' ELSE y.typname END,
       CASE WHEN c.attidentity <> '' THEN 1 ELSE 0 END
FROM pg_catalog.pg_class AS t JOIN pg_catalog.pg_namespace AS s ON s.oid = t.relnamespace
JOIN pg_catalog.pg_attribute AS c ON c.attrelid = t.oid
JOIN pg_catalog.pg_type AS y ON y.oid = c.atttypid
WHERE s.nspname = current_schema() AND t.relkind = 'r' AND c.attnum > 0 AND NOT c.attisdropped
ORDER BY t.oid, c.attnum;
