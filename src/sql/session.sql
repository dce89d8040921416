-- Signing in at a browser.

-- query password_get(person text) one (hash text, set_at int)
SELECT hash, set_at FROM password WHERE person = $1;

-- query password_put(person text, hash text, set_at int) exec
INSERT INTO password (person, hash, set_at) VALUES ($1, $2, $3)
ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at;

-- query password_delete(person text) exec
DELETE FROM password WHERE person = $1;

-- query totp_get(person text) one (secret blob, last_step int)
SELECT secret, last_step FROM totp WHERE person = $1;

-- query totp_put(person text, secret blob, last_step int, made_at int) exec
INSERT INTO totp (person, secret, last_step, made_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (person) DO UPDATE SET secret = excluded.secret, last_step = excluded.last_step,
       made_at = excluded.made_at;

-- A code works once: no row where this step, or a later one, was taken.
-- query totp_take(person text, step int) exec
UPDATE totp SET last_step = $2 WHERE person = $1 AND last_step < $2;

-- query totp_delete(person text) exec
DELETE FROM totp WHERE person = $1;

-- query recovery_insert(hash blob, person text, made_at int) exec
INSERT INTO recovery_code (hash, person, made_at, used_at) VALUES ($1, $2, $3, NULL);

-- query recovery_take(hash blob, person text, at int) exec
UPDATE recovery_code SET used_at = $3 WHERE hash = $1 AND person = $2 AND used_at IS NULL;

-- query recovery_left(person text) many(100) (made_at int)
SELECT made_at FROM recovery_code WHERE person = $1 AND used_at IS NULL LIMIT 100;

-- query recovery_delete(person text) exec
DELETE FROM recovery_code WHERE person = $1;

-- row session_row(hash blob, id text, person text, agent text?, made_at int, used_at int, until int, second_at int?, stepped_at int, accepted int)

-- query session_insert(session_row) exec
INSERT INTO session (hash, id, person, agent, made_at, used_at, until, second_at, stepped_at, accepted, enrolling)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL);

-- query session_by_hash(hash blob) one (id text, person text, made_at int, used_at int, until int, second_at int?, stepped_at int, accepted int, totp text?)
SELECT s.id, s.person, s.made_at, s.used_at, s.until, s.second_at, s.stepped_at, s.accepted, t.person
FROM session s LEFT JOIN totp t ON t.person = s.person WHERE s.hash = $1;

-- A person's sessions, newest first.
-- query session_of_person(person text) many(200) session_row
SELECT hash, id, person, agent, made_at, used_at, until, second_at, stepped_at, accepted
FROM session WHERE person = $1 ORDER BY made_at DESC, id LIMIT 200;

-- query session_use(id text, at int) exec
UPDATE session SET used_at = $2 WHERE id = $1 AND used_at < $2;

-- The person proved to be there; SECOND_AT NULL: not by a second factor.
-- query session_step(id text, at int, second_at int?) exec
UPDATE session SET stepped_at = $2, second_at = COALESCE($3, second_at) WHERE id = $1;

-- query session_accept(id text) exec
UPDATE session SET accepted = 1 WHERE id = $1;

-- query session_enrol(id text, enrolling blob?) exec
UPDATE session SET enrolling = $2 WHERE id = $1;

-- query session_enrolling(id text) one (enrolling blob?)
SELECT enrolling FROM session WHERE id = $1;

-- query session_delete(id text, person text) exec
DELETE FROM session WHERE id = $1 AND person = $2;

-- query session_delete_hash(hash blob) exec
DELETE FROM session WHERE hash = $1;

-- All of a person's but KEPT.
-- query session_delete_of(person text, kept text) exec
DELETE FROM session WHERE person = $1 AND id <> $2;

-- query device_get(hash blob) one (person text, until int)
SELECT person, until FROM device WHERE hash = $1;

-- query device_put(hash blob, person text, used_at int, until int) exec
INSERT INTO device (hash, person, used_at, until) VALUES ($1, $2, $3, $4)
ON CONFLICT (hash) DO UPDATE SET used_at = excluded.used_at, until = excluded.until;

-- query device_delete_of(person text) exec
DELETE FROM device WHERE person = $1;

-- query attempt_get(key blob) one (failures int, at int)
SELECT failures, at FROM attempt WHERE key = $1;

-- query attempt_put(key blob, failures int, at int) exec
INSERT INTO attempt (key, failures, at) VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, at = excluded.at;

-- query attempt_delete(key blob) exec
DELETE FROM attempt WHERE key = $1;

-- What nobody needs any more.
-- query session_sweep(now int) exec
DELETE FROM session WHERE until <= $1;

-- query device_sweep(now int) exec
DELETE FROM device WHERE until <= $1;

-- query attempt_sweep(before int) exec
DELETE FROM attempt WHERE at < $1;

-- query invitation_get(hash blob) one (person text, until int, used_at int?)
SELECT person, until, used_at FROM invitation WHERE hash = $1;

-- A one-time address is used: no row where it was, or is over.
-- query invitation_take(hash blob, at int) exec
UPDATE invitation SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND until > $2;

-- query acceptance_of(person text) many(100) (document text, version int, at int)
SELECT document, version, at FROM acceptance WHERE person = $1 ORDER BY document, version DESC LIMIT 100;
