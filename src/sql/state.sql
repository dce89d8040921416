-- The one row that says what a snapshot is of, and the council itself.

-- row state_row(epoch int, roster int)

-- What this snapshot is of.
-- query state_get() one state_row
SELECT epoch, roster FROM state WHERE id = 1;

-- The same, held until commit against acts that take access away.
-- query state_shared() one state_row
SELECT epoch, roster FROM state WHERE id = 1;

-- The same, held alone: for acts that take access away.
-- query state_exclusive() one state_row
SELECT epoch, roster FROM state WHERE id = 1;

-- query state_raise_epoch() exec
UPDATE state SET epoch = epoch + 1 WHERE id = 1;

-- query state_raise_roster() exec
UPDATE state SET roster = roster + 1 WHERE id = 1;

-- row council_row(name_ja text, name_en text, timezone text, made_at int)

-- query council_get() one council_row
SELECT name_ja, name_en, timezone, made_at FROM council WHERE id = 1;

-- query council_insert(council_row) exec
INSERT INTO council (id, name_ja, name_en, timezone, made_at) VALUES (1, $1, $2, $3, $4);

-- The value of a parameter of the rulebook on a day.
-- query parameter_get(name text, day int) one (value int, from_day int)
SELECT value, from_day FROM parameter WHERE name = $1 AND from_day <= $2
ORDER BY from_day DESC LIMIT 1;

-- query parameter_insert(name text, from_day int, value int, decision text) exec
INSERT INTO parameter (name, from_day, value, decision) VALUES ($1, $2, $3, $4);

-- All parameters of the rulebook as they hold on a day.
-- query parameter_all(day int) many(200) (name text, value int, from_day int)
SELECT p.name, p.value, p.from_day FROM parameter AS p
WHERE p.from_day = (SELECT max(q.from_day) FROM parameter AS q WHERE q.name = p.name AND q.from_day <= $1)
ORDER BY p.name LIMIT 200;
