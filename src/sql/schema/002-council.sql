-- The council: who is who (rules.md section 1), credentials, the numbers of the rulebook.
-- Times are ms UTC, days are days since 1970-01-01 in the Council's zone, flags are 0 or 1.

-- One row: what a snapshot is of.
CREATE TABLE state (
    id     BIGINT PRIMARY KEY,  -- always 1
    epoch  BIGINT NOT NULL,     -- rises with every act that can take access away
    roster BIGINT NOT NULL      -- rises with every change of the tables below
);
INSERT INTO state (id, epoch, roster) VALUES (1, 1, 1);

-- One row: the Council itself.
CREATE TABLE council (
    id       BIGINT PRIMARY KEY,  -- always 1
    name_ja  TEXT NOT NULL,
    name_en  TEXT NOT NULL,
    timezone TEXT NOT NULL,       -- IANA name; days are days there
    made_at  BIGINT NOT NULL
);

CREATE TABLE member (
    id               TEXT PRIMARY KEY,
    place            BIGINT NOT NULL,   -- order of the roster
    name_ja          TEXT NOT NULL,
    name_en          TEXT NOT NULL,
    kind             TEXT NOT NULL,     -- 'steering' 'admitted' (WHO-1)
    category         TEXT,              -- NULL: steering members and offices
    sector           TEXT,              -- critical infrastructure only
    association      BIGINT NOT NULL,
    standing         TEXT NOT NULL,     -- 'none' 'class2' 'class1' (WHO-8)
    office           TEXT,              -- 'coordinator' 'affairs' (WHO-4, WHO-5)
    aliases          TEXT NOT NULL,     -- JSON array of strings; masked terms (POST-11)
    domains          TEXT NOT NULL,     -- JSON array
    networks         TEXT NOT NULL,     -- JSON array of CIDR
    foreign_kind     TEXT,              -- WHO-11; NULL: not foreign-limited
    foreign_approved BIGINT NOT NULL,
    mutual_aid       BIGINT NOT NULL,   -- WHO-9
    gsoc             BIGINT NOT NULL,   -- WHO-7
    linked_via       TEXT,              -- its GSOC
    authority        TEXT,              -- JSON: what it investigates and supervises
    refuse_secrets   BIGINT NOT NULL,   -- JOIN-7
    early_warning    BIGINT NOT NULL,   -- JOIN-6
    publish_name     BIGINT NOT NULL,   -- JOIN-8
    chair            BIGINT NOT NULL,
    status           TEXT NOT NULL,     -- WHO-12
    left_open        TEXT NOT NULL,     -- JSON array: what a restriction left (ACC-5)
    joined           BIGINT NOT NULL,   -- day
    same_body        TEXT               -- the same body in another capacity (WHO-13)
);

-- An organisation outside, served through a member (WHO-9).
CREATE TABLE constituent (
    id       TEXT PRIMARY KEY,
    place    BIGINT NOT NULL,
    via      TEXT NOT NULL REFERENCES member (id),
    name     TEXT NOT NULL,
    category TEXT,
    email    TEXT
);

CREATE TABLE person (
    id                 TEXT PRIMARY KEY,
    place              BIGINT NOT NULL,
    member             TEXT REFERENCES member (id),            -- one of the two
    constituent        TEXT REFERENCES constituent (id),
    name               TEXT NOT NULL,
    email              TEXT NOT NULL,
    lang               TEXT NOT NULL,     -- 'ja' 'en'
    handler            BIGINT NOT NULL,   -- has a registration (WHO-2)
    handler_from       BIGINT,            -- day, inclusive; NULL: open
    handler_until      BIGINT,
    standing_authority BIGINT NOT NULL,   -- WHO-3
    approver           BIGINT NOT NULL,   -- administrator of its member
    deputy             BIGINT NOT NULL,   -- votes on the committee (WHO-6)
    ended              BIGINT NOT NULL    -- removed by its member; never served again
);

-- Registrations as they were, so that "who held it on that day" can be answered (B-5).
CREATE TABLE registration (
    person   TEXT NOT NULL REFERENCES person (id),
    at       BIGINT NOT NULL,             -- entered at; reading counts from here
    from_day BIGINT,
    until_day BIGINT,
    holds    BIGINT NOT NULL,             -- 0: the registration was taken away
    by_person TEXT,                       -- NULL: founding roster or operator
    reason   TEXT,                        -- of a late notification
    PRIMARY KEY (person, at)
);

CREATE TABLE grp (
    id      TEXT PRIMARY KEY,
    place   BIGINT NOT NULL,
    name_ja TEXT NOT NULL,
    name_en TEXT NOT NULL
);

CREATE TABLE grp_member (
    grp    TEXT NOT NULL REFERENCES grp (id),
    member TEXT NOT NULL REFERENCES member (id),
    PRIMARY KEY (grp, member)
);

-- Changes of status and standing, each citing its decision (EXEC); for now the operator's.
CREATE TABLE status_change (
    member   TEXT NOT NULL REFERENCES member (id),
    at       BIGINT NOT NULL,
    field    TEXT NOT NULL,     -- 'status' 'standing'
    old      TEXT NOT NULL,
    new      TEXT NOT NULL,
    decision TEXT NOT NULL,     -- id of the motion, or 'operator'
    reason   TEXT NOT NULL,
    PRIMARY KEY (member, at, field)
);

-- API tokens (AUTH-3): SHA-256 of what was shown once.
CREATE TABLE token (
    hash    BLOB PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,   -- by which it is listed and revoked
    person  TEXT NOT NULL REFERENCES person (id),
    name    TEXT NOT NULL,
    scopes  BIGINT NOT NULL,        -- bits: read 1, write 2, taxii 4, misp 8
    made_at BIGINT NOT NULL,
    until   BIGINT,                 -- NULL: no end
    revoked_at BIGINT
);
CREATE INDEX token_person ON token (person);

-- When a token was last used, to the hour; not part of the record.
CREATE TABLE token_use (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);

-- One-time addresses by which a person sets a password.
CREATE TABLE invitation (
    hash    BLOB PRIMARY KEY,
    person  TEXT NOT NULL REFERENCES person (id),
    made_at BIGINT NOT NULL,
    until   BIGINT NOT NULL,
    used_at BIGINT
);

-- Every number of the rulebook, with the day from which it holds and whose decision it was.
CREATE TABLE parameter (
    name     TEXT NOT NULL,
    from_day BIGINT NOT NULL,
    value    BIGINT NOT NULL,
    decision TEXT NOT NULL,
    PRIMARY KEY (name, from_day)
);

-- Acceptance of documents (JOIN-9, SEC-1, SEC-2).
CREATE TABLE acceptance (
    person   TEXT NOT NULL REFERENCES person (id),
    document TEXT NOT NULL,     -- 'rulebook' 'information_regulation' 'terms' 'secrecy'
    version  BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (person, document, version)
);
