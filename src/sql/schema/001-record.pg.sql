-- As 001-record.sqlite.sql.
CREATE TABLE entry_new (
    key    BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     BIGINT NOT NULL,
    act    TEXT NOT NULL,
    person TEXT,
    member TEXT,
    bytes  BLOB NOT NULL,
    parts  BLOB,
    salt   BLOB,
    CHECK ((parts IS NULL) = (salt IS NULL))
);

CREATE TABLE entry (
    n      BIGINT PRIMARY KEY,
    at     BIGINT NOT NULL,
    act    TEXT NOT NULL,
    person TEXT,
    member TEXT,
    bytes  BLOB NOT NULL
);

CREATE TABLE entry_parts (
    n      BIGINT PRIMARY KEY,
    parts  BLOB NOT NULL,
    salt   BLOB NOT NULL
);
