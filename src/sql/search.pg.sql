-- query search_insert(rowid int, words text) exec
INSERT INTO search (rowid, words) VALUES ($1, array_to_tsvector(string_to_array($2, ' ')));

-- query search_delete(rowid int, words text) exec
DELETE FROM search WHERE rowid = $1 AND $2 <> '';

-- The match is made first: ordered by the key, the planner would walk all rows for a rare word.
-- query search_next(match text, rowid int, max int) many(200) (rowid int)
WITH hit AS MATERIALIZED (SELECT rowid FROM search WHERE words @@ $1::tsquery AND rowid < $2)
SELECT rowid FROM hit ORDER BY rowid DESC LIMIT $3;

-- query search_rows_of(match text, from int, to int) many(1024) (rowid int)
SELECT rowid FROM search WHERE words @@ $1::tsquery AND rowid BETWEEN $2 AND $3 ORDER BY rowid LIMIT 1024;
