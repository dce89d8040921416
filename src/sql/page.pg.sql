-- query derivation_sources_of(items text) many(40000) (place int, source text)
SELECT j.n - 1, d.source FROM json_array_elements_text($1::json) WITH ORDINALITY AS j (id, n)
JOIN derivation AS d ON d.item = j.id
ORDER BY j.n, d.source;

-- query feedback_mine_of(items text, member text) many(1000) (place int, answer text)
SELECT j.n - 1, f.answer FROM json_array_elements_text($1::json) WITH ORDINALITY AS j (id, n)
JOIN feedback AS f ON f.item = j.id AND f.member = $2 AND f.latest = 1;
