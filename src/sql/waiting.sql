-- What waits for somebody: for the first screen, and for what opens or lapses by itself.

-- Held items of a member.
-- query waiting_held(state text, poster text) many(1000) (id text)
SELECT id FROM item WHERE state = $1 AND poster = $2 AND state <> 'published' ORDER BY id LIMIT 1000;

-- Held items of all.
-- query waiting_release(state text) many(1000) (id text)
SELECT id FROM item WHERE state = $1 AND state <> 'published' ORDER BY id LIMIT 1000;

-- Feedback that a member owes and has not given.
-- query waiting_feedback(member text) many(1000) (item text, due int)
SELECT d.item, d.due FROM feedback_due d
WHERE d.member = $1
  AND NOT EXISTS (SELECT 1 FROM feedback f WHERE f.item = d.item AND f.member = d.member)
ORDER BY d.due, d.item LIMIT 1000;

-- Consent requests that wait for a member's answer.
-- query waiting_consents(provider text) many(1000) (id text, item text)
SELECT id, item FROM consent_request WHERE provider = $1 AND state = 'open' ORDER BY at, id LIMIT 1000;

-- Embargoed items whose time has come.
-- query waiting_embargo(now int) many(1000) (id text)
SELECT id FROM item WHERE state = 'embargoed' AND embargo_until <= $1 ORDER BY id LIMIT 1000;

-- Posts that are past their use.
-- query waiting_expiry(now int) many(1000) (id text)
SELECT id FROM item WHERE expires_at IS NOT NULL AND expires_at <= $1 AND state = 'published'
ORDER BY id LIMIT 1000;

-- Open consent requests whose time is over: no answer is a no (CON-1).
-- query consent_lapse(now int) exec
UPDATE consent_request SET state = 'lapsed' WHERE state = 'open' AND until IS NOT NULL AND until <= $1;

-- query consent_lapsing(now int) one (id text)
SELECT id FROM consent_request WHERE state = 'open' AND until IS NOT NULL AND until <= $1 LIMIT 1;
