-- The queries on which the store is tested; those that the store itself asks for go by their names.

-- row state_row(epoch int, roster int)

-- query state_shared() one state_row
SELECT epoch, roster FROM state WHERE id = 1;

-- query state_exclusive() one state_row
SELECT epoch, roster FROM state WHERE id = 1;

-- query state_raise_epoch() exec
UPDATE state SET epoch = epoch + 1 WHERE id = 1;

-- query entry_insert(key int, act text) exec
INSERT INTO entry (key, act) VALUES ($1, $2);

-- query entry_each() each (key int, act text)
SELECT key, act FROM entry ORDER BY key;

-- query session_insert(id text, at int) exec
INSERT INTO session (id, at) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET at = excluded.at;

-- A row of every type.
-- row note_row(id text, place int?, body text?, raw blob?)

-- query note_insert(note_row) exec
INSERT INTO note (id, place, body, raw) VALUES ($1, $2, $3, $4);

-- One note.
-- query note_by_id(id text) one note_row
SELECT id, place, body, raw FROM note WHERE id = $1;

-- $2 stands before $1: SQLite numbers parameters by their appearance.
-- query note_between(low int, high int, max int) many(20) note_row
SELECT id, place, body, raw FROM note WHERE place < $2 AND place >= $1 ORDER BY place LIMIT $3;

-- query note_all() many(20) note_row
SELECT id, place, body, raw FROM note ORDER BY place;

-- query note_each() each note_row
SELECT id, place, body, raw FROM note ORDER BY id;

-- A declaration may take
-- query note_move(id text,
--       place int) exec
UPDATE note SET place = $2 WHERE id = $1;

-- query note_delete(id text) one (place int?)
DELETE FROM note WHERE id = $1 RETURNING place;

-- NOT NULL is promised, and not kept.
-- query note_place(id text) one (place int)
SELECT place FROM note WHERE id = $1;

-- query note_sum(first text, second text) one (sum int)
SELECT CAST(sum(place) AS BIGINT) FROM note WHERE id IN ($1, $2);

-- query note_small() one (small int, truth int, count int, length int)
SELECT 7, CASE WHEN 1 < 2 THEN 1 ELSE 0 END, count(id), max(length(id)) FROM note;

-- query late_insert(id text) exec
INSERT INTO late (id) VALUES ($1);

-- query late_each() each (id text)
SELECT id FROM late ORDER BY id;

-- query dialect_get() one (name text)
SELECT name FROM dialect;

-- query counted_insert(what text) exec
INSERT INTO counted (what) VALUES ($1);

-- query counted_newest() one (pos int)
SELECT pos FROM counted ORDER BY pos DESC LIMIT 1;
