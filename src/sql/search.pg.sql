-- query reach_next(words text, seq int, max int) many(20000) (word int, seq int)
SELECT w.n - 1, r.seq FROM json_array_elements_text($1::json) WITH ORDINALITY AS w (word, n) CROSS JOIN LATERAL
    (SELECT seq FROM reach
     WHERE term = substr(w.word, 2) AND secret = substr(w.word, 1, 1)::bigint AND seq < $2
     ORDER BY seq DESC LIMIT $3) AS r
ORDER BY w.n, r.seq DESC;

-- query search_insert(rowid int, words text) exec
INSERT INTO search (rowid, words) VALUES ($1, array_to_tsvector(string_to_array($2, ' ')));

-- query search_delete(rowid int, words text) exec
DELETE FROM search WHERE rowid = $1 AND $2 <> '';

-- The match is made first: ordered by the key, the planner would walk all rows for a rare word.
-- query search_next(match text, rowid int, max int) many(200) (rowid int)
WITH hit AS MATERIALIZED (SELECT rowid FROM search WHERE words @@ $1::tsquery AND rowid < $2)
SELECT rowid FROM hit ORDER BY rowid DESC LIMIT $3;

-- The index has no pieces.
-- query search_merge(pages int) exec
DELETE FROM search WHERE rowid < 0 AND $1 < 0;

-- query search_pieces() one (block blob)
SELECT ''::bytea WHERE false;

-- query search_rows_of(match text, from int, to int) many(1024) (rowid int)
SELECT rowid FROM search WHERE words @@ $1::tsquery AND rowid BETWEEN $2 AND $3 ORDER BY rowid LIMIT 1024;
