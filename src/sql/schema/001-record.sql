-- The record; its entries are in 001-record.sqlite.sql and 001-record.pg.sql.

-- The Merkle tree, 64 hashes of 32 bytes a row; level 0 holds leaf hashes, level 1 roots of full
-- tiles of level 0, and so on.  A row grows until it is full.
CREATE TABLE tile (
    level  BIGINT NOT NULL,
    idx    BIGINT NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (level, idx)
);

-- Signed heads, one an interval in which something was new.
CREATE TABLE head (
    size      BIGINT PRIMARY KEY,
    root      BLOB NOT NULL,
    at        BIGINT NOT NULL,
    key       BLOB NOT NULL,    -- the public key that checks the signature
    signature BLOB NOT NULL
);

-- Who was shown what (USE-3), written by the sequencer from the parts of numbered entries; one row for
-- all places of an item in one slice of the sequencer's work.
CREATE TABLE shown (
    item   TEXT NOT NULL,
    n      BIGINT NOT NULL,     -- first place: the entry
    part   BIGINT NOT NULL,     -- first place: index among the parts of the entry
    places BLOB NOT NULL,       -- all places: 4 bytes above n and 4 bytes of part each
    PRIMARY KEY (item, n, part)
);

-- How far a job in slices has come: 'shown' is the first place not in the table above yet.
CREATE TABLE progress (
    name TEXT PRIMARY KEY,
    n    BIGINT NOT NULL,
    part BIGINT NOT NULL
);

-- Who does a job that one process at a time does (the sequencer).
CREATE TABLE lease (
    name   TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until  BIGINT NOT NULL      -- ms UTC
);
