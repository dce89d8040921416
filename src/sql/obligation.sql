-- What a person was shown, from the record.

-- Numbered entries of a person after N that showed something.
-- query shown_to_person(person text, n int, max int) many(64) (n int, parts blob)
SELECT e.n, p.parts FROM entry AS e JOIN entry_parts AS p ON p.n = e.n
WHERE e.person = $1 AND e.n > $2 ORDER BY e.n LIMIT $3;

-- The same of what has no number yet.
-- query shown_to_person_new(person text, key int, max int) many(64) (key int, parts blob)
SELECT key, parts FROM entry_new
WHERE person = $1 AND key > $2 AND parts IS NOT NULL ORDER BY key LIMIT $3;
