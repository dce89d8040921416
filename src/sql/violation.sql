-- Reports of violations (USE-2).

-- row violation_row(id text, seq int, at int, person text, item text?, kind text, text text)

-- Nothing where the place is taken.
-- query violation_insert(violation_row) exec
INSERT INTO violation (id, seq, at, person, item, kind, text) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (seq) DO NOTHING;

-- query violation_by_id(id text) one violation_row
SELECT id, seq, at, person, item, kind, text FROM violation WHERE id = $1;

-- All reports, newest first.
-- query violation_list(below int, max int) many(201) violation_row
SELECT id, seq, at, person, item, kind, text FROM violation WHERE seq < $1 ORDER BY seq DESC LIMIT $2;

-- The reports of one person, newest first.
-- query violation_of_person(person text, below int, max int) many(201) violation_row
SELECT id, seq, at, person, item, kind, text FROM violation
WHERE person = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3;
