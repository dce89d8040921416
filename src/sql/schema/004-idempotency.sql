-- Which object a POST with an Idempotency-Key led to (kept 24 hours).
CREATE TABLE idempotency (
    person    TEXT NOT NULL,
    path      TEXT NOT NULL,
    key       TEXT NOT NULL,
    body_hash BLOB NOT NULL,   -- SHA-256 of target and body as sent
    object    TEXT,            -- path of what was made
    status    BIGINT NOT NULL, -- of the first answer
    at        BIGINT NOT NULL,
    PRIMARY KEY (person, path, key)
);
CREATE INDEX idempotency_at ON idempotency (at);
