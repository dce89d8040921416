-- What happened, for streams and for those who are told.

-- row event_row(pos int, tx int, at int, event text, type text, item text?, person text?, member text?)

-- query event_insert(at int, event text, type text, item text?, person text?, member text?) exec
INSERT INTO event (at, event, type, item, person, member) VALUES ($1, $2, $3, $4, $5, $6);

-- Events after (TX, POS) in the order of commits.
-- query event_after(tx int, pos int, max int) many(1000) event_row
SELECT pos, tx, at, event, type, item, person, member FROM event
WHERE (tx, pos) > ($1, $2) ORDER BY tx, pos LIMIT $3;

-- The newest event that event_after would give.
-- query event_newest() one (tx int, pos int)
SELECT tx, pos FROM event ORDER BY tx DESC, pos DESC LIMIT 1;

-- query event_by_pos(pos int) one event_row
SELECT pos, tx, at, event, type, item, person, member FROM event WHERE pos = $1;
