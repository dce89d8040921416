-- The record (AUD-1): one row an act or answer.  A row is written to entry_new with its act, and
-- moved, numbered, to entry by the sequencer.  All tables grow at their end only, and entry lies in
-- the order in which a verifier reads it.  (INTEGER PRIMARY KEY is the row's own number in SQLite; a
-- BIGINT one would be a second index.)
CREATE TABLE entry_new (
    key    INTEGER PRIMARY KEY, -- unique among these; about the order of time
    at     BIGINT NOT NULL,     -- ms UTC
    act    TEXT NOT NULL,       -- 'item.read', 'item.publish', …
    person TEXT,                -- who acted; NULL: nobody signed in
    member TEXT,                -- the person's member
    bytes  BLOB NOT NULL,       -- exactly what is hashed after 0x00
    parts  BLOB,                -- items shown, packed (audit.h); their root is in bytes
    salt   BLOB,                -- 16 bytes from which the salts of the parts are derived
    CHECK ((parts IS NULL) = (salt IS NULL))
);

CREATE TABLE entry (
    n      INTEGER PRIMARY KEY, -- place in the tree
    at     BIGINT NOT NULL,
    act    TEXT NOT NULL,       -- also 'filler'
    person TEXT,
    member TEXT,
    bytes  BLOB NOT NULL
);

-- What a numbered entry showed: apart from it, so that a verifier does not read past it.
CREATE TABLE entry_parts (
    n      INTEGER PRIMARY KEY,
    parts  BLOB NOT NULL,
    salt   BLOB NOT NULL
);
