-- As 001-record.sqlite.sql.
CREATE TABLE entry_new (
    key    BIGINT PRIMARY KEY,
    at     BIGINT NOT NULL,
    act    TEXT NOT NULL,
    person TEXT,
    member TEXT,
    bytes  BLOB NOT NULL,
    parts  BLOB,
    salt   BLOB
);

CREATE TABLE entry (
    n      BIGINT PRIMARY KEY,
    at     BIGINT NOT NULL,
    act    TEXT NOT NULL,
    person TEXT,
    member TEXT,
    bytes  BLOB NOT NULL,
    parts  BLOB,
    salt   BLOB
);
