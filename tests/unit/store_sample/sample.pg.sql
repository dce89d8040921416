-- query state_shared() one state_row
SELECT epoch, roster FROM state WHERE id = 1 FOR SHARE;

-- The row is changed, so that others which waited for it on an older snapshot begin anew.
-- query state_exclusive() one state_row
UPDATE state SET id = id WHERE id = 1 RETURNING epoch, roster;
