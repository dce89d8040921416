-- Reports of violations, the operator's acts, and what a person was shown.

-- A report of a suspected violation (USE-2): for the affairs office and who made it.
CREATE TABLE violation (
    id     TEXT PRIMARY KEY,
    seq    BIGINT NOT NULL UNIQUE, -- order of lists
    at     BIGINT NOT NULL,
    person TEXT NOT NULL REFERENCES person (id),
    item   TEXT,                   -- as the reporter named it; it need not exist
    kind   TEXT NOT NULL,          -- 'leak' 'beyond_scope' 'other_purpose' 'other'
    text   TEXT NOT NULL
);
CREATE INDEX violation_person ON violation (person, seq);

-- What the operator did without a decision (break-glass), for the coordinator and the committee.
CREATE TABLE operator_act (
    id        TEXT PRIMARY KEY,
    seq       BIGINT NOT NULL UNIQUE, -- order of lists
    at        BIGINT NOT NULL,
    act       TEXT NOT NULL,          -- 'set-status' 'set-standing' 'set-handler'
    subject   TEXT NOT NULL,          -- member or person
    value     TEXT NOT NULL,
    left_open TEXT,                   -- JSON array: what a restriction left
    from_day  BIGINT,                 -- of a registration
    until_day BIGINT,
    reason    TEXT NOT NULL
);

-- From a person to what it was shown (SEC-1): a person's obligations outlast its access.
CREATE INDEX entry_person ON entry (person, n) WHERE person IS NOT NULL;
