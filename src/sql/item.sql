-- Items and their text.

-- row item_row(id text, seq int, kind text, state text, title text, lang text, secret int, secret_parts text?, provider text, poster text, person text, attribution text, include text, exclude text, as_of int?, subjects text, tlp text?, confidence text, urgency text?, act_by int?, topics text, origin text?, direct_reason text?, about_terms text?, onward text?, embargo_until int?, expires_at int?, created_at int, published_at int?, retracted_at int?, revision int, version int, grants int, nindicators int, indexed int, preview_hash text?, at_release int)

-- query item_by_id(id text) one item_row
SELECT id, seq, kind, state, title, lang, secret, secret_parts, provider, poster, person, attribution,
       include, exclude, as_of, subjects, tlp, confidence, urgency, act_by, topics, origin,
       direct_reason, about_terms, onward, embargo_until, expires_at, created_at, published_at,
       retracted_at, revision, version, grants, nindicators, indexed, preview_hash,
       at_release
FROM item WHERE id = $1;

-- query item_by_seq(seq int) one item_row
SELECT id, seq, kind, state, title, lang, secret, secret_parts, provider, poster, person, attribution,
       include, exclude, as_of, subjects, tlp, confidence, urgency, act_by, topics, origin,
       direct_reason, about_terms, onward, embargo_until, expires_at, created_at, published_at,
       retracted_at, revision, version, grants, nindicators, indexed, preview_hash,
       at_release
FROM item WHERE seq = $1;

-- query item_insert(item_row) exec
INSERT INTO item (id, seq, kind, state, title, lang, secret, secret_parts, provider, poster, person,
       attribution, include, exclude, as_of, subjects, tlp, confidence, urgency, act_by, topics,
       origin, direct_reason, about_terms, onward, embargo_until, expires_at, created_at,
       published_at, retracted_at, revision, version, grants, nindicators, indexed, preview_hash, at_release)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37);

-- Whether a place in the order of lists is taken.
-- query item_seq_taken(seq int) one (id text)
SELECT id FROM item WHERE seq = $1;

-- All of an item that can change after it was posted; nothing if VERSION is not the stored one.
-- query item_update(id text, version int, seq int, state text, title text, lang text, secret int, secret_parts text?, include text, exclude text, as_of int?, tlp text?, confidence text, urgency text?, act_by int?, published_at int?, retracted_at int?, revision int, grants int, nindicators int, indexed int, preview_hash text?, at_release int) exec
UPDATE item SET version = version + 1, seq = $3, state = $4, title = $5, lang = $6, secret = $7,
       secret_parts = $8, include = $9, exclude = $10, as_of = $11, tlp = $12, confidence = $13,
       urgency = $14, act_by = $15, published_at = $16, retracted_at = $17, revision = $18,
       grants = $19, nindicators = $20, indexed = $21, preview_hash = $22, at_release = $23
WHERE id = $1 AND version = $2;

-- row revision_row(item text, revision int, at int, person text, reason text, changed text, title text, body text, references_json text)

-- query revision_insert(revision_row) exec
INSERT INTO revision (item, revision, at, person, reason, changed, title, body, references_json)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- query revision_get(item text, revision int) one revision_row
SELECT item, revision, at, person, reason, changed, title, body, references_json
FROM revision WHERE item = $1 AND revision = $2;

-- query revision_list(item text) many(1000) (revision int, at int, person text, reason text, changed text)
SELECT revision, at, person, reason, changed FROM revision WHERE item = $1 ORDER BY revision LIMIT 1000;

-- row indicator_row(item text, revision int, place int, type text, value text, comment text?, first_seen int?, last_seen int?, valid_until int?)

-- query indicator_insert(indicator_row) exec
INSERT INTO indicator (item, revision, place, type, value, comment, first_seen, last_seen, valid_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- The indicators that revision REVISION has (those of the newest list not after it), from PLACE on.
-- query indicator_list(item text, revision int, place int, max int) many(10000) indicator_row
SELECT item, revision, place, type, value, comment, first_seen, last_seen, valid_until
FROM indicator
WHERE item = $1
  AND revision = (SELECT max(revision) FROM indicator WHERE item = $1 AND revision <= $2)
  AND place >= $3
ORDER BY place LIMIT $4;

-- query object_insert(item text, place int, id text, type text, raw blob) exec
INSERT INTO object (item, place, id, type, raw) VALUES ($1, $2, $3, $4, $5);

-- query object_list(item text, place int, max int) many(1000) (place int, id text, type text, raw blob)
SELECT place, id, type, raw FROM object WHERE item = $1 AND place >= $2 ORDER BY place LIMIT $3;

-- query derivation_insert(item text, source text) exec
INSERT INTO derivation (item, source) VALUES ($1, $2);

-- query derivation_sources(item text) many(200) (source text)
SELECT source FROM derivation WHERE item = $1 ORDER BY source LIMIT 200;

-- query derivation_derived(item text, max int) many(1000) (item text)
SELECT item FROM derivation WHERE source = $1 ORDER BY item LIMIT $2;

-- All ancestors, however many steps up, each once.
-- query derivation_ancestors(item text) many(10000) (source text)
WITH RECURSIVE up (source) AS (
    SELECT source FROM derivation WHERE item = $1
    UNION
    SELECT d.source FROM derivation d JOIN up ON d.item = up.source
)
SELECT source FROM up ORDER BY source LIMIT 10000;

-- Items of a member, newest first, for what a leaver still keeps and may retract.
-- query item_of_provider(provider text, seq int, max int) many(200) (id text, seq int, state text)
SELECT id, seq, state FROM item WHERE provider = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3;
