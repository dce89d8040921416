-- Which object a POST with an Idempotency-Key led to.

-- row idempotency_row(person text, path text, key text, body_hash blob, object text?, status int, at int)

-- query idempotency_get(person text, path text, key text, since int) one idempotency_row
SELECT person, path, key, body_hash, object, status, at FROM idempotency
WHERE person = $1 AND path = $2 AND key = $3 AND at > $4;

-- query idempotency_insert(idempotency_row) exec
INSERT INTO idempotency (person, path, key, body_hash, object, status, at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- query idempotency_delete(person text, path text, key text) exec
DELETE FROM idempotency WHERE person = $1 AND path = $2 AND key = $3;

-- query idempotency_sweep(before int) exec
DELETE FROM idempotency WHERE at <= $1;
