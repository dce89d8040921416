-- The record: entries, the tree in tiles, signed heads, the index of who was shown what.

-- row entry_row(at int, act text, person text?, member text?, bytes blob, parts blob?,
--   salt blob?)
-- row kept_row(n int, at int, person text?, member text?, bytes blob, parts blob?, salt blob?)
-- row head_row(size int, root blob, at int, key blob, signature blob)

-- An entry, unnumbered, in the transaction of its act.
-- query entry_insert(entry_row) exec
INSERT INTO entry_new (at, act, person, member, bytes, parts, salt)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- What waits for its number, oldest first.
-- query entry_new_first(max int) many(256) (key int, bytes blob)
SELECT key, bytes FROM entry_new ORDER BY key LIMIT $1;

-- Numbers entries: KEYS is a JSON array of keys in their new order, with null where filler goes;
-- the first of it gets the number FIRST.  One statement, because a statement an entry costs
-- PostgreSQL a round trip an entry.
-- query entry_number(first int, keys text) exec
INSERT INTO entry (n, at, act, person, member, bytes)
SELECT $1 + j.key, e.at, e.act, e.person, e.member, e.bytes
FROM json_each($2) AS j CROSS JOIN entry_new AS e ON e.key = j.value;

-- The same for what the entries showed.
-- query entry_number_parts(first int, keys text) exec
INSERT INTO entry_parts (n, parts, salt)
SELECT $1 + j.key, e.parts, e.salt
FROM json_each($2) AS j CROSS JOIN entry_new AS e ON e.key = j.value
WHERE e.parts IS NOT NULL;

-- query entry_filler(n int, at int, bytes blob) exec
INSERT INTO entry (n, at, act, bytes) VALUES ($1, $2, 'filler', $3);

-- Takes away what entry_number has copied.
-- query entry_new_delete(keys text) exec
DELETE FROM entry_new WHERE key IN (SELECT value FROM json_each($1));

-- query entry_by_n(n int) one kept_row
SELECT e.n, e.at, e.person, e.member, e.bytes, p.parts, p.salt
FROM entry AS e LEFT JOIN entry_parts AS p ON p.n = e.n WHERE e.n = $1;

-- The whole log in its order, for a verifier.
-- query entry_all() each (n int, bytes blob)
SELECT n, bytes FROM entry ORDER BY n;

-- Numbered entries from N on that showed something.
-- query entry_shows(n int, max int) many(64) kept_row
SELECT e.n, e.at, e.person, e.member, e.bytes, p.parts, p.salt
FROM entry_parts AS p JOIN entry AS e ON e.n = p.n WHERE p.n >= $1 ORDER BY p.n LIMIT $2;

-- What they showed, alone.
-- query entry_parts_from(n int, max int) many(256) (n int, parts blob)
SELECT n, parts FROM entry_parts WHERE n >= $1 ORDER BY n LIMIT $2;

-- Unnumbered entries after KEY that showed something, their keys in place of n.
-- query entry_new_shows(key int, max int) many(64) kept_row
SELECT key, at, person, member, bytes, parts, salt FROM entry_new
WHERE key > $1 AND parts IS NOT NULL ORDER BY key LIMIT $2;

-- query tile_get(level int, idx int) one (hashes blob)
SELECT hashes FROM tile WHERE level = $1 AND idx = $2;

-- query tile_put(level int, idx int, hashes blob) exec
INSERT INTO tile (level, idx, hashes) VALUES ($1, $2, $3)
ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes;

-- query head_last() one head_row
SELECT size, root, at, key, signature FROM head ORDER BY size DESC LIMIT 1;

-- The first head of more than SIZE entries.
-- query head_after(size int) one head_row
SELECT size, root, at, key, signature FROM head WHERE size > $1 ORDER BY size LIMIT 1;

-- query head_insert(head_row) exec
INSERT INTO head (size, root, at, key, signature) VALUES ($1, $2, $3, $4, $5);

-- query shown_insert(item text, n int, part int, places blob) exec
INSERT INTO shown (item, n, part, places) VALUES ($1, $2, $3, $4);

-- Rows of an item after (N, PART).
-- query shown_after(item text, n int, part int, max int) many(200) (n int, part int, places blob)
SELECT n, part, places FROM shown WHERE item = $1 AND (n, part) > ($2, $3)
ORDER BY n, part LIMIT $4;

-- query progress_get(name text) one (n int, part int)
SELECT n, part FROM progress WHERE name = $1;

-- query progress_put(name text, n int, part int) exec
INSERT INTO progress (name, n, part) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET n = excluded.n, part = excluded.part;

-- Takes or keeps the lease NAME until UNTIL: 1, or 0 while another holds it.
-- query lease_take(name text, holder text, now int, until int) exec
INSERT INTO lease (name, holder, until) VALUES ($1, $2, $4)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE lease.holder = excluded.holder OR lease.until <= $3;

-- The oldest entry that has no number yet.
-- query entry_new_oldest() one (at int?)
SELECT min(at) FROM entry_new;
