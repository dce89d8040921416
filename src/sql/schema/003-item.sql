-- Items (rules.md section 3), what reaches whom, and what people answer.

CREATE TABLE item (
    id           TEXT PRIMARY KEY,      -- UUIDv4
    seq          BIGINT NOT NULL UNIQUE, -- order of lists: published_at, then id (domain/item.h)
    kind         TEXT NOT NULL,
    state        TEXT NOT NULL,
    title        TEXT NOT NULL,
    lang         TEXT NOT NULL,
    secret       BIGINT NOT NULL,       -- POST-1
    secret_parts TEXT,                  -- JSON: "whole" or pointers
    provider     TEXT NOT NULL REFERENCES member (id),
    poster       TEXT NOT NULL REFERENCES member (id),  -- differs for a GSOC's post on behalf
    person       TEXT NOT NULL REFERENCES person (id),  -- who posted
    attribution  TEXT NOT NULL,         -- 'named' 'coordinator_only'
    include      TEXT NOT NULL,         -- terms, as rules/scope.h writes them
    exclude      TEXT NOT NULL,
    as_of        BIGINT,                -- members_as_of, ms
    subjects     TEXT NOT NULL,         -- members that `authorities` protects: ids, by spaces
    tlp          TEXT,
    confidence   TEXT NOT NULL,         -- 'unconfirmed' 'likely' 'confirmed' 'refuted'
    urgency      TEXT,
    act_by       BIGINT,
    topics       TEXT NOT NULL,         -- JSON array (POST-19)
    origin       TEXT,                  -- JSON: outside source (POST-15)
    direct_reason TEXT,                 -- POST-7
    about_terms  TEXT,                  -- JSON array: terms to mask in an item about another (POST-11)
    onward       TEXT,                  -- JSON: consent given in advance
    embargo_until BIGINT,
    expires_at   BIGINT,
    created_at   BIGINT NOT NULL,
    published_at BIGINT,                -- NULL: not yet a post
    retracted_at BIGINT,
    revision     BIGINT NOT NULL,       -- of the text
    version      BIGINT NOT NULL,       -- rises with every change; If-Match
    grants       BIGINT NOT NULL,       -- 1: consents, additions or minimal accesses exist
    nindicators  BIGINT NOT NULL,
    indexed      BIGINT NOT NULL,       -- indicators whose search tokens are in
    preview_hash TEXT,                  -- of the audience preview at publication (B-6)
    at_release   BIGINT NOT NULL        -- 1: held for the coordinator's release, not for approval
);

-- The text of each revision.
CREATE TABLE revision (
    item       TEXT NOT NULL REFERENCES item (id),
    revision   BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    person     TEXT NOT NULL,
    reason     TEXT NOT NULL,
    changed    TEXT NOT NULL,       -- JSON array of pointers
    title      TEXT NOT NULL,
    body       TEXT NOT NULL,
    references_json TEXT NOT NULL,  -- JSON array
    PRIMARY KEY (item, revision)
);

-- From which items an item derives (POST-4), each step.
CREATE TABLE derivation (
    item   TEXT NOT NULL REFERENCES item (id),
    source TEXT NOT NULL REFERENCES item (id),
    PRIMARY KEY (item, source)
);
CREATE INDEX derivation_source ON derivation (source);

-- Consent asked and answered (CON-1).
CREATE TABLE consent_request (
    id          TEXT PRIMARY KEY,
    item        TEXT NOT NULL REFERENCES item (id),
    asked_by    TEXT NOT NULL REFERENCES person (id),
    asked_member TEXT,
    provider    TEXT NOT NULL,          -- who is to answer
    terms       TEXT NOT NULL,          -- words of rules/scope.h
    purpose     TEXT NOT NULL,
    parts       TEXT,                   -- JSON
    until       BIGINT,
    open_secret BIGINT NOT NULL,        -- asks that a derivation need not be secret
    minimal     TEXT,                   -- person: for a minimal access of that person (ACC-9)
    at          BIGINT NOT NULL,
    state       TEXT NOT NULL,          -- 'open' 'granted' 'refused' 'lapsed'
    answered_at BIGINT,
    answered_by TEXT
);
CREATE INDEX consent_item ON consent_request (item);
CREATE INDEX consent_provider ON consent_request (provider, state);
CREATE INDEX consent_asked ON consent_request (asked_member, state);

-- A non-member let in through a member (ACC-10).
CREATE TABLE addition (
    id          TEXT PRIMARY KEY,
    item        TEXT NOT NULL REFERENCES item (id),
    constituent TEXT NOT NULL REFERENCES constituent (id),
    via         TEXT NOT NULL REFERENCES member (id),
    persons     TEXT NOT NULL,          -- JSON array of ids; empty: all of the constituent's
    emergency   BIGINT NOT NULL,
    reason      TEXT NOT NULL,
    told_at     BIGINT,
    at          BIGINT NOT NULL,
    register_by BIGINT,
    state       TEXT NOT NULL           -- 'open' 'registered' 'late' 'closed'
);
CREATE INDEX addition_item ON addition (item);

-- Minimal access of the affairs office (ACC-9).
CREATE TABLE minimal_access (
    id      TEXT PRIMARY KEY,
    item    TEXT NOT NULL REFERENCES item (id),
    person  TEXT NOT NULL REFERENCES person (id),
    kind    TEXT NOT NULL,              -- 'dispute' 'general_affairs'
    purpose TEXT NOT NULL,
    at      BIGINT NOT NULL,
    until   BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX minimal_item ON minimal_access (item);

-- Feedback (FB-1): each answer ever given; the newest of a member counts.
CREATE TABLE feedback (
    item       TEXT NOT NULL REFERENCES item (id),
    member     TEXT NOT NULL REFERENCES member (id),
    at         BIGINT NOT NULL,
    person     TEXT NOT NULL REFERENCES person (id),
    answer     TEXT NOT NULL,           -- 'seen' 'not_seen' 'unknown'
    count      BIGINT,
    first_seen BIGINT,
    comment    TEXT,
    latest     BIGINT NOT NULL,         -- 1: this is the member's answer now
    PRIMARY KEY (item, member, at)
);

-- Who owes feedback on a task-force item, as of its publication (FB-3).
CREATE TABLE feedback_due (
    item   TEXT NOT NULL REFERENCES item (id),
    member TEXT NOT NULL REFERENCES member (id),
    due    BIGINT NOT NULL,
    PRIMARY KEY (item, member)
);

-- Expert assessments of class 1 (FB-2) and the course of confidence (FB-4).
CREATE TABLE assessment (
    item       TEXT NOT NULL REFERENCES item (id),
    member     TEXT NOT NULL REFERENCES member (id),
    at         BIGINT NOT NULL,
    person     TEXT NOT NULL,
    stance     TEXT NOT NULL,
    confidence TEXT,
    text       TEXT,
    PRIMARY KEY (item, member, at)
);
CREATE TABLE confidence_change (
    item       TEXT NOT NULL REFERENCES item (id),
    at         BIGINT NOT NULL,
    person     TEXT NOT NULL,
    confidence TEXT NOT NULL,
    basis      TEXT NOT NULL,
    PRIMARY KEY (item, at)
);

-- Acknowledgement of early warnings (EW-2).
CREATE TABLE acknowledgement (
    item   TEXT NOT NULL REFERENCES item (id),
    person TEXT NOT NULL REFERENCES person (id),
    state  TEXT NOT NULL,               -- 'seen' 'acknowledged' 'done'
    at     BIGINT NOT NULL,
    PRIMARY KEY (item, person)
);
CREATE INDEX item_provider ON item (provider, seq);
CREATE INDEX item_expires ON item (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX item_state ON item (state, poster) WHERE state <> 'published';
CREATE INDEX feedback_due_member ON feedback_due (member, due);
