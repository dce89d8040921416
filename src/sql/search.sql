-- What reaches whom, and full text.

-- query reach_insert(term text, secret int, seq int) exec
INSERT INTO reach (term, secret, seq) VALUES ($1, $2, $3) ON CONFLICT (term, secret, seq) DO NOTHING;

-- query reach_clear(seq int) exec
DELETE FROM reach WHERE seq = $1;

-- The next MAX items under each of WORDS (a JSON array; each a digit of secrecy, then the term), newest first.
-- query reach_next(words text, seq int, max int) many(20000) (word int, seq int)
SELECT w.key, r.seq FROM json_each($1) AS w CROSS JOIN reach AS r
WHERE r.term = substr(w.value, 2) AND r.secret = CAST(substr(w.value, 1, 1) AS INTEGER) AND r.seq < $2 AND r.seq >=
    (SELECT min(seq) FROM (SELECT seq FROM reach
     WHERE term = substr(w.value, 2) AND secret = CAST(substr(w.value, 1, 1) AS INTEGER) AND seq < $2
     ORDER BY seq DESC LIMIT $3))
ORDER BY w.key, r.seq DESC;

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

-- Puts pieces of the index together, so that a query looks at few of them: some PAGES of it at a time.
-- query search_merge(pages int) exec
INSERT INTO search (search, rank) VALUES ('merge', $1);

-- In which pieces the index lies: the same as before when there was nothing to put together.
-- query search_pieces() one (block blob)
SELECT block FROM search_data WHERE id = 10;

-- Items in the order of lists, for making full text anew.
-- query item_from_seq(seq int, max int) many(200) (id text)
SELECT id FROM item WHERE seq >= $1 ORDER BY seq LIMIT $2;
