-- What happened, for streams: ids only; each reader's right is decided at hand-over.
CREATE TABLE event (
    pos    INTEGER PRIMARY KEY AUTOINCREMENT,
    tx     BIGINT NOT NULL DEFAULT 0,
    at     BIGINT NOT NULL,
    event  TEXT NOT NULL,   -- 'item' 'feedback' 'consent' 'warning' 'member'
    type   TEXT NOT NULL,   -- 'published' 'revised' 'retracted' 'narrowed' 'answered' …
    item   TEXT,
    person TEXT,            -- whom alone it concerns; both NULL: all who may read the item
    member TEXT
);

-- Full text: one row an item (and chunk of indicators), rowid = seq + chunk.  Words are
-- "term secrecy | token" (domain/search.h); contentless, so that no text is kept twice.
CREATE VIRTUAL TABLE search USING fts5(
    words, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars '|:_-.@/%=!'"
);
-- Two pieces of a size are put together (search_merge): a query costs as many look-ups as there are pieces.
INSERT INTO search (search, rank) VALUES ('usermerge', 2);

-- Many small rows, each in one tree and in the order in which they are read.
CREATE TABLE indicator (
    item        TEXT NOT NULL REFERENCES item (id),
    revision    BIGINT NOT NULL,    -- from which revision on
    place       BIGINT NOT NULL,
    type        TEXT NOT NULL,
    value       TEXT NOT NULL,      -- canonical (base/text.h)
    comment     TEXT,
    first_seen  BIGINT,
    last_seen   BIGINT,
    valid_until BIGINT,
    PRIMARY KEY (item, revision, place)
) WITHOUT ROWID;

-- Objects of an imported file, as the bytes that came.
CREATE TABLE object (
    item  TEXT NOT NULL REFERENCES item (id),
    place BIGINT NOT NULL,
    id    TEXT NOT NULL,            -- as the file named it
    type  TEXT NOT NULL,
    raw   BLOB NOT NULL,
    PRIMARY KEY (item, place)
) WITHOUT ROWID;

-- Under which words readers find an item: terms of its scope, "own:…", "coord", terms of grants.
-- A superset of who may read; the policy decides each.
CREATE TABLE reach (
    term   TEXT NOT NULL,
    secret BIGINT NOT NULL,
    seq    BIGINT NOT NULL,
    PRIMARY KEY (term, secret, seq)
) WITHOUT ROWID;
CREATE INDEX reach_seq ON reach (seq);
