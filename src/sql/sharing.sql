-- Consent, additions, minimal access: what opens an item beyond its scope.

-- row consent_row(id text, item text, asked_by text, asked_member text?, provider text, terms text, purpose text, parts text?, until int?, open_secret int, minimal text?, at int, state text, answered_at int?, answered_by text?)

-- query consent_insert(consent_row) exec
INSERT INTO consent_request (id, item, asked_by, asked_member, provider, terms, purpose, parts, until,
       open_secret, minimal, at, state, answered_at, answered_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- query consent_by_id(id text) one consent_row
SELECT id, item, asked_by, asked_member, provider, terms, purpose, parts, until, open_secret, minimal,
       at, state, answered_at, answered_by
FROM consent_request WHERE id = $1;

-- query consent_answer(id text, state text, at int, person text) exec
UPDATE consent_request SET state = $2, answered_at = $3, answered_by = $4 WHERE id = $1 AND state = 'open';

-- Consents granted for an item: what decides, not what was said; it is read with each decision.
-- query consent_granted(item text) many(1000) (terms text, until int?, open_secret int, minimal text?)
SELECT terms, until, open_secret, minimal
FROM consent_request WHERE item = $1 AND state = 'granted' ORDER BY at, id LIMIT 1000;

-- Requests that MEMBER is to answer or has answered, and those that it made (ASKER: the member, or a
-- non-member's word), newest first, below (AT, ID).
-- query consent_concerning(member text, asker text, at int, id text, max int) many(200) consent_row
SELECT id, item, asked_by, asked_member, provider, terms, purpose, parts, until, open_secret, minimal,
       at, state, answered_at, answered_by
FROM consent_request WHERE provider = $1 AND (at < $3 OR (at = $3 AND id < $4))
UNION
SELECT id, item, asked_by, asked_member, provider, terms, purpose, parts, until, open_secret, minimal,
       at, state, answered_at, answered_by
FROM consent_request WHERE asked_member = $2 AND (at < $3 OR (at = $3 AND id < $4))
ORDER BY at DESC, id DESC LIMIT $5;

-- Requests for a minimal access of PERSON to an item, newest first.
-- query consent_minimal(item text, person text) many(100) consent_row
SELECT id, item, asked_by, asked_member, provider, terms, purpose, parts, until, open_secret, minimal,
       at, state, answered_at, answered_by
FROM consent_request WHERE item = $1 AND minimal = $2 ORDER BY at DESC, id LIMIT 100;

-- The item is opened by more than its scope.
-- query item_set_grants(id text) exec
UPDATE item SET grants = 1 WHERE id = $1;

-- row addition_row(id text, item text, constituent text, via text, persons text, emergency int, reason text, told_at int?, at int, register_by int?, state text)

-- query addition_insert(addition_row) exec
INSERT INTO addition (id, item, constituent, via, persons, emergency, reason, told_at, at, register_by, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- query addition_by_id(id text) one addition_row
SELECT id, item, constituent, via, persons, emergency, reason, told_at, at, register_by, state
FROM addition WHERE id = $1;

-- query addition_of_item(item text) many(1000) addition_row
SELECT id, item, constituent, via, persons, emergency, reason, told_at, at, register_by, state
FROM addition WHERE item = $1 ORDER BY at, id LIMIT 1000;

-- query addition_set_state(id text, state text) exec
UPDATE addition SET state = $2 WHERE id = $1;

-- Additions whose registrations are waited for.
-- query addition_waiting() many(1000) addition_row
SELECT id, item, constituent, via, persons, emergency, reason, told_at, at, register_by, state
FROM addition WHERE state = 'open' AND register_by IS NOT NULL ORDER BY register_by, id LIMIT 1000;

-- When PERSON was first entered as a handler.
-- query registration_first(person text) one (at int?)
SELECT min(at) FROM registration WHERE person = $1 AND holds = 1;

-- row minimal_row(id text, item text, person text, kind text, purpose text, at int, until int, ended_at int?)

-- query minimal_insert(minimal_row) exec
INSERT INTO minimal_access (id, item, person, kind, purpose, at, until, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- query minimal_by_id(id text) one minimal_row
SELECT id, item, person, kind, purpose, at, until, ended_at FROM minimal_access WHERE id = $1;

-- query minimal_of_item(item text) many(1000) minimal_row
SELECT id, item, person, kind, purpose, at, until, ended_at
FROM minimal_access WHERE item = $1 AND ended_at IS NULL ORDER BY at, id LIMIT 1000;

-- The last access of PERSON to an item that began at AT or later, ended or not.
-- query minimal_since(item text, person text, at int) one (id text)
SELECT id FROM minimal_access WHERE item = $1 AND person = $2 AND at >= $3 LIMIT 1;

-- Accesses whose time is over.
-- query minimal_over(now int) many(1000) minimal_row
SELECT id, item, person, kind, purpose, at, until, ended_at
FROM minimal_access WHERE ended_at IS NULL AND until <= $1 ORDER BY until, id LIMIT 1000;

-- query minimal_end(id text, at int) exec
UPDATE minimal_access SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL;
