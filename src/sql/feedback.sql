-- Answers to items: feedback, assessments, confidence, acknowledgements.

-- row feedback_row(item text, member text, at int, person text, answer text, count int?, first_seen int?, comment text?, latest int)

-- query feedback_insert(feedback_row) exec
INSERT INTO feedback (item, member, at, person, answer, count, first_seen, comment, latest)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- query feedback_supersede(item text, member text) exec
UPDATE feedback SET latest = 0 WHERE item = $1 AND member = $2 AND latest = 1;

-- Every answer ever given to an item, in order of time; what was said beside it only of answers that
-- still hold.
-- query feedback_all(item text) many(100000) feedback_row
SELECT item, member, at, person, answer, count, first_seen,
       CASE WHEN latest = 1 THEN comment END, latest
FROM feedback WHERE item = $1 ORDER BY at, member;

-- query feedback_due_insert(item text, member text, due int) exec
INSERT INTO feedback_due (item, member, due) VALUES ($1, $2, $3)
ON CONFLICT (item, member) DO NOTHING;

-- query feedback_due_list(item text) many(10000) (member text, due int)
SELECT member, due FROM feedback_due WHERE item = $1 ORDER BY member LIMIT 10000;

-- When a member's answer is due, if it owes one.
-- query feedback_due_get(item text, member text) one (due int)
SELECT due FROM feedback_due WHERE item = $1 AND member = $2;

-- row assessment_row(item text, member text, at int, person text, stance text, confidence text?, text text?)

-- query assessment_insert(assessment_row) exec
INSERT INTO assessment (item, member, at, person, stance, confidence, text)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- query assessment_list(item text) many(10000) assessment_row
SELECT item, member, at, person, stance, confidence, text
FROM assessment WHERE item = $1 ORDER BY at, member LIMIT 10000;

-- A member's newest assessment of an item.
-- query assessment_last(item text, member text) one (at int)
SELECT at FROM assessment WHERE item = $1 AND member = $2 ORDER BY at DESC LIMIT 1;

-- query confidence_last(item text) one (at int)
SELECT at FROM confidence_change WHERE item = $1 ORDER BY at DESC LIMIT 1;

-- query confidence_list(item text) many(10000) (at int, person text, confidence text, basis text)
SELECT at, person, confidence, basis FROM confidence_change WHERE item = $1 ORDER BY at LIMIT 10000;

-- query confidence_insert(item text, at int, person text, confidence text, basis text) exec
INSERT INTO confidence_change (item, at, person, confidence, basis) VALUES ($1, $2, $3, $4, $5);

-- query acknowledgement_set(item text, person text, state text, at int) exec
INSERT INTO acknowledgement (item, person, state, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (item, person) DO UPDATE SET state = excluded.state, at = excluded.at;

-- query acknowledgement_get(item text, person text) one (state text, at int)
SELECT state, at FROM acknowledgement WHERE item = $1 AND person = $2;

-- query acknowledgement_list(item text) many(100000) (person text, state text, at int)
SELECT person, state, at FROM acknowledgement WHERE item = $1 ORDER BY at, person;
