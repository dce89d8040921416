-- Tokens, invitations, acceptance of documents.

-- row token_row(hash blob, id text, person text, name text, scopes int, made_at int, until int?, revoked_at int?)

-- What a token is worth, and when it was last used.
-- query token_by_hash(hash blob) one (id text, person text, scopes int, until int?, revoked_at int?, used_at int?)
SELECT t.id, t.person, t.scopes, t.until, t.revoked_at, u.at
FROM token t LEFT JOIN token_use u ON u.id = t.id WHERE t.hash = $1;

-- query token_by_id(id text) one token_row
SELECT hash, id, person, name, scopes, made_at, until, revoked_at FROM token WHERE id = $1;

-- query token_insert(token_row) exec
INSERT INTO token (hash, id, person, name, scopes, made_at, until, revoked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- query token_revoke(id text, at int) exec
UPDATE token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL;

-- All tokens of a person.
-- query token_revoke_all(person text, at int) exec
UPDATE token SET revoked_at = $2 WHERE person = $1 AND revoked_at IS NULL;

-- row token_listed(id text, person text, name text, scopes int, made_at int, until int?, revoked_at int?, used_at int?)

-- A person's tokens, newest first.
-- query token_list(person text) many(200) token_listed
SELECT t.id, t.person, t.name, t.scopes, t.made_at, t.until, t.revoked_at, u.at
FROM token t LEFT JOIN token_use u ON u.id = t.id
WHERE t.person = $1 ORDER BY t.made_at DESC, t.id LIMIT 200;

-- query token_each() each token_listed
SELECT t.id, t.person, t.name, t.scopes, t.made_at, t.until, t.revoked_at, u.at
FROM token t LEFT JOIN token_use u ON u.id = t.id ORDER BY t.person, t.made_at, t.id;

-- query token_used(id text, at int) exec
INSERT INTO token_use (id, at) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET at = excluded.at;

-- query invitation_insert(hash blob, person text, made_at int, until int) exec
INSERT INTO invitation (hash, person, made_at, until, used_at) VALUES ($1, $2, $3, $4, NULL);

-- All invitations of a person that were not used.
-- query invitation_end_all(person text, at int) exec
UPDATE invitation SET used_at = $2 WHERE person = $1 AND used_at IS NULL;

-- query acceptance_insert(person text, document text, version int, at int) exec
INSERT INTO acceptance (person, document, version, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (person, document, version) DO NOTHING;
