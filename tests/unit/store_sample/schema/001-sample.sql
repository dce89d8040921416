-- The tables on which the store is tested.
CREATE TABLE state (
    id     BIGINT PRIMARY KEY,
    epoch  BIGINT NOT NULL,
    roster BIGINT NOT NULL
);
INSERT INTO state (id, epoch, roster) VALUES (1, 1, 1);

CREATE TABLE entry (
    key BIGINT PRIMARY KEY,
    act TEXT NOT NULL
);

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);

CREATE TABLE note (
    id    TEXT PRIMARY KEY,
    place BIGINT,
    body  TEXT,
    raw   BLOB
);

CREATE TABLE late (
    id TEXT PRIMARY KEY
);
