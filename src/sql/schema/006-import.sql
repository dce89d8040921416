-- Imports under way, found without looking at every item.
CREATE INDEX item_staged ON item (created_at) WHERE state = 'staged';
CREATE INDEX item_unindexed ON item (id) WHERE indexed < nindicators;
