-- The record, where PostgreSQL reads a JSON array in another way.

-- query entry_number(first int, keys text) exec
INSERT INTO entry (n, at, act, person, member, bytes)
SELECT $1 + j.place - 1, e.at, e.act, e.person, e.member, e.bytes
FROM json_array_elements_text($2::json) WITH ORDINALITY AS j (key, place)
JOIN entry_new AS e ON e.key = j.key::bigint;

-- query entry_number_parts(first int, keys text) exec
INSERT INTO entry_parts (n, parts, salt)
SELECT $1 + j.place - 1, e.parts, e.salt
FROM json_array_elements_text($2::json) WITH ORDINALITY AS j (key, place)
JOIN entry_new AS e ON e.key = j.key::bigint
WHERE e.parts IS NOT NULL;

-- query entry_new_delete(keys text) exec
DELETE FROM entry_new
WHERE key IN (SELECT j.key::bigint FROM json_array_elements_text($1::json) AS j (key));
