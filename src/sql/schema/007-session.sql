-- Signing in at a browser: passwords, second factors, sessions, known devices, how often it was tried.

-- A person's password, if it has set one.
CREATE TABLE password (
    person TEXT PRIMARY KEY REFERENCES person (id),
    hash   TEXT NOT NULL,       -- argon2id, with its salt and cost
    set_at BIGINT NOT NULL
);

-- A person's authenticator (TOTP), once it has shown a code of it.
CREATE TABLE totp (
    person    TEXT PRIMARY KEY REFERENCES person (id),
    secret    BLOB NOT NULL,    -- sealed under the key of the data directory
    last_step BIGINT NOT NULL,  -- 30 s step of the newest code taken: it, and older ones, work no more
    made_at   BIGINT NOT NULL
);

-- Codes on paper, in place of the authenticator.
CREATE TABLE recovery_code (
    hash    BLOB PRIMARY KEY,   -- SHA-256; the code is random, 80 bits
    person  TEXT NOT NULL REFERENCES person (id),
    made_at BIGINT NOT NULL,
    used_at BIGINT              -- NULL: not yet
);
CREATE INDEX recovery_code_person ON recovery_code (person);

-- A session that has not ended; ended ones are deleted.
CREATE TABLE session (
    hash       BLOB PRIMARY KEY,    -- SHA-256 of what the cookie holds; the CSRF token is derived from
                                    -- the cookie itself and stands nowhere
    id         TEXT NOT NULL UNIQUE, -- by which it is listed and ended
    person     TEXT NOT NULL REFERENCES person (id),
    agent      TEXT,                -- what the browser calls itself
    made_at    BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,     -- to five minutes
    until      BIGINT NOT NULL,
    second_at  BIGINT,              -- when a second factor was shown; NULL: none was
    stepped_at BIGINT NOT NULL,     -- when the person last proved to be there
    accepted   BIGINT NOT NULL,     -- 1: all documents that were in force then (JOIN-9)
    enrolling  BLOB                 -- sealed secret of an authenticator that is being set up
);
CREATE INDEX session_person ON session (person);
CREATE INDEX session_until ON session (until);

-- A browser in which a person has signed in: strangers' failures do not slow it down.
CREATE TABLE device (
    hash    BLOB PRIMARY KEY,   -- SHA-256 of what its cookie holds
    person  TEXT NOT NULL REFERENCES person (id),
    used_at BIGINT NOT NULL,
    until   BIGINT NOT NULL
);
CREATE INDEX device_person ON device (person);
CREATE INDEX device_until ON device (until);

-- How often a sign-in was tried and did not succeed, of late.
CREATE TABLE attempt (
    key      BLOB PRIMARY KEY,  -- keyed hash of an account, a source, both, or a device
    failures BIGINT NOT NULL,
    at       BIGINT NOT NULL    -- the last one
);
CREATE INDEX attempt_at ON attempt (at);
