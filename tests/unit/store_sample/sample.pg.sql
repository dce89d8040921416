-- query state_shared() one state_row
SELECT epoch, roster FROM state WHERE id = 1 FOR SHARE;

-- query state_exclusive() one state_row
SELECT epoch, roster FROM state WHERE id = 1 FOR UPDATE;
