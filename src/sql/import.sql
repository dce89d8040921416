-- Bringing in: items staged in pieces, and their words put in by and by.

-- A staged item as it was stated and checked; nothing where it is staged no more.
-- query item_settle(item_row) exec
UPDATE item SET seq = $2, kind = $3, state = $4, title = $5, lang = $6, secret = $7, secret_parts = $8,
       provider = $9, poster = $10, person = $11, attribution = $12, include = $13, exclude = $14,
       as_of = $15, subjects = $16, tlp = $17, confidence = $18, urgency = $19, act_by = $20, topics = $21,
       origin = $22, direct_reason = $23, about_terms = $24, onward = $25, embargo_until = $26,
       expires_at = $27, created_at = $28, published_at = $29, retracted_at = $30, revision = $31,
       version = $32, grants = $33, nindicators = $34, indexed = $35, preview_hash = $36, at_release = $37
WHERE id = $1 AND state = 'staged';

-- Staged items that were begun before AT.
-- query item_staged(at int) many(100) (id text)
SELECT id FROM item WHERE state = 'staged' AND created_at < $1 ORDER BY id LIMIT 100;

-- Takes away some of what was staged, last places first.
-- query indicator_unstage(item text, max int) exec
DELETE FROM indicator WHERE item = $1 AND revision = 1 AND place IN
    (SELECT place FROM indicator WHERE item = $1 AND revision = 1 ORDER BY place DESC LIMIT $2);

-- query object_unstage(item text, max int) exec
DELETE FROM object WHERE item = $1 AND place IN
    (SELECT place FROM object WHERE item = $1 ORDER BY place DESC LIMIT $2);

-- query item_unstage(id text) exec
DELETE FROM item WHERE id = $1 AND state = 'staged';

-- Items whose indicators are not all found yet.
-- query item_unindexed() many(100) (id text)
SELECT id FROM item WHERE indexed < nindicators AND state <> 'staged' ORDER BY id LIMIT 100;

-- Words were put in; no change that a reader sees.
-- query item_set_indexed(id text, was int, now int) exec
UPDATE item SET indexed = $3 WHERE id = $1 AND indexed = $2;
