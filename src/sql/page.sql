-- What a page asks for all of its items at once.

-- Sources of ITEMS (a JSON array of ids); place: which of them.
-- query derivation_sources_of(items text) many(40000) (place int, source text)
SELECT j.key, d.source FROM json_each($1) AS j CROSS JOIN derivation AS d ON d.item = j.value
ORDER BY j.key, d.source;

-- A member's answers to ITEMS, now.
-- query feedback_mine_of(items text, member text) many(1000) (place int, answer text)
SELECT j.key, f.answer FROM json_each($1) AS j CROSS JOIN feedback AS f
ON f.item = j.value AND f.member = $2 AND f.latest = 1;
