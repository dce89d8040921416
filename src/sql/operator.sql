-- The operator's acts.

-- row operator_act_row(id text, seq int, at int, act text, subject text, value text, left_open text?, from_day int?, until_day int?, reason text)

-- Nothing where the place is taken.
-- query operator_act_insert(operator_act_row) exec
INSERT INTO operator_act (id, seq, at, act, subject, value, left_open, from_day, until_day, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (seq) DO NOTHING;

-- All of them, newest first.
-- query operator_act_list(below int, max int) many(201) operator_act_row
SELECT id, seq, at, act, subject, value, left_open, from_day, until_day, reason
FROM operator_act WHERE seq < $1 ORDER BY seq DESC LIMIT $2;
