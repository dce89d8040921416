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
