-- Only transactions older than any still running: a later commit cannot slip in before them.
-- query event_after(tx int, pos int, max int) many(1000) event_row
SELECT pos, tx, at, event, type, item, person, member FROM event
WHERE (tx, pos) > ($1, $2) AND tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
ORDER BY tx, pos LIMIT $3;

-- query event_newest() one (tx int, pos int)
SELECT tx, pos FROM event WHERE tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
ORDER BY tx DESC, pos DESC LIMIT 1;
