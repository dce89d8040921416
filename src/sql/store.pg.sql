-- query schema_present() one (present int)
SELECT 1 FROM pg_catalog.pg_tables
WHERE schemaname = current_schema() AND tablename = 'schema_step';
