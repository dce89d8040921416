-- What reaches whom, and full text.

-- query reach_insert(term text, secret int, seq int) exec
INSERT INTO reach (term, secret, seq) VALUES ($1, $2, $3) ON CONFLICT (term, secret, seq) DO NOTHING;

-- query reach_clear(seq int) exec
DELETE FROM reach WHERE seq = $1;

-- The next items under one word, newest first.
-- query reach_next(term text, secret int, seq int, max int) many(200) (seq int)
SELECT seq FROM reach WHERE term = $1 AND secret = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4;

-- WORDS: the words of one row, by spaces (domain/search.h).
-- query search_insert(rowid int, words text) exec
INSERT INTO search (rowid, words) VALUES ($1, $2);

-- Takes the words of a row out again; WORDS must be those that were put in.
-- query search_delete(rowid int, words text) exec
INSERT INTO search (search, rowid, words) VALUES ('delete', $1, $2);

-- Rows whose words satisfy MATCH, newest first, below ROWID.
-- query search_next(match text, rowid int, max int) many(200) (rowid int)
SELECT rowid FROM search WHERE search MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3;

-- Rows FROM to TO whose words satisfy MATCH.
-- query search_rows_of(match text, from int, to int) many(1024) (rowid int)
SELECT rowid FROM search WHERE search MATCH $1 AND rowid >= $2 AND rowid <= $3 ORDER BY rowid LIMIT 1024;

-- Items in the order of lists, for making full text anew.
-- query item_from_seq(seq int, max int) many(200) (id text)
SELECT id FROM item WHERE seq >= $1 ORDER BY seq LIMIT $2;
