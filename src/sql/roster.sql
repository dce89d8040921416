-- Members, persons, groups, constituents: read whole into the roster, changed one by one.

-- row member_row(id text, place int, name_ja text, name_en text, kind text, category text?, sector text?, association int, standing text, office text?, aliases text, domains text, networks text, foreign_kind text?, foreign_approved int, mutual_aid int, gsoc int, linked_via text?, authority text?, refuse_secrets int, early_warning int, publish_name int, chair int, status text, left_open text, joined int, same_body text?)

-- All members, in the order of the roster.
-- query member_each() each member_row
SELECT id, place, name_ja, name_en, kind, category, sector, association, standing, office, aliases,
       domains, networks, foreign_kind, foreign_approved, mutual_aid, gsoc, linked_via, authority,
       refuse_secrets, early_warning, publish_name, chair, status, left_open, joined, same_body
FROM member ORDER BY place, id;

-- query member_insert(member_row) exec
INSERT INTO member (id, place, name_ja, name_en, kind, category, sector, association, standing, office,
       aliases, domains, networks, foreign_kind, foreign_approved, mutual_aid, gsoc, linked_via,
       authority, refuse_secrets, early_warning, publish_name, chair, status, left_open, joined, same_body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21, $22, $23, $24, $25, $26, $27);

-- query member_set_status(id text, status text, left_open text) exec
UPDATE member SET status = $2, left_open = $3 WHERE id = $1;

-- query member_set_standing(id text, standing text) exec
UPDATE member SET standing = $2 WHERE id = $1;

-- query member_set_preferences(id text, refuse_secrets int, early_warning int, publish_name int) exec
UPDATE member SET refuse_secrets = $2, early_warning = $3, publish_name = $4 WHERE id = $1;

-- Nothing where there is a change of this moment already.
-- query status_change_insert(member text, at int, field text, old text, new text, decision text, reason text) exec
INSERT INTO status_change (member, at, field, old, new, decision, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (member, at, field) DO NOTHING;

-- row person_row(id text, place int, member text?, constituent text?, name text, email text, lang text, handler int, handler_from int?, handler_until int?, standing_authority int, approver int, deputy int, ended int)

-- All persons, in the order of the roster.
-- query person_each() each person_row
SELECT id, place, member, constituent, name, email, lang, handler, handler_from, handler_until,
       standing_authority, approver, deputy, ended
FROM person ORDER BY place, id;

-- query person_insert(person_row) exec
INSERT INTO person (id, place, member, constituent, name, email, lang, handler, handler_from,
       handler_until, standing_authority, approver, deputy, ended)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- query person_update(id text, name text, email text, lang text, handler int, handler_from int?, handler_until int?, standing_authority int, approver int, ended int) exec
UPDATE person SET name = $2, email = $3, lang = $4, handler = $5, handler_from = $6,
       handler_until = $7, standing_authority = $8, approver = $9, ended = $10
WHERE id = $1;

-- query person_last_place() one (place int?)
SELECT max(place) FROM person;

-- Registrations of a member's persons entered before AT, by person and time.
-- query registration_of_member(member text, at int) many(100000) (person text, name text, at int, from_day int?, until_day int?, holds int)
SELECT r.person, p.name, r.at, r.from_day, r.until_day, r.holds
FROM registration r JOIN person p ON p.id = r.person
WHERE p.member = $1 AND r.at < $2 ORDER BY r.person, r.at;

-- query registration_insert(person text, at int, from_day int?, until_day int?, holds int, by_person text?, reason text?) exec
INSERT INTO registration (person, at, from_day, until_day, holds, by_person, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (person, at) DO UPDATE SET from_day = excluded.from_day, until_day = excluded.until_day,
    holds = excluded.holds, by_person = excluded.by_person, reason = excluded.reason;

-- row constituent_row(id text, place int, via text, name text, category text?, email text?)

-- query constituent_each() each constituent_row
SELECT id, place, via, name, category, email FROM constituent ORDER BY place, id;

-- query constituent_insert(constituent_row) exec
INSERT INTO constituent (id, place, via, name, category, email) VALUES ($1, $2, $3, $4, $5, $6);

-- query constituent_last_place() one (place int?)
SELECT max(place) FROM constituent;

-- row grp_row(id text, place int, name_ja text, name_en text)

-- query grp_each() each grp_row
SELECT id, place, name_ja, name_en FROM grp ORDER BY place, id;

-- query grp_insert(grp_row) exec
INSERT INTO grp (id, place, name_ja, name_en) VALUES ($1, $2, $3, $4);

-- query grp_last_place() one (place int?)
SELECT max(place) FROM grp;

-- query grp_rename(id text, name_ja text, name_en text) exec
UPDATE grp SET name_ja = $2, name_en = $3 WHERE id = $1;

-- query grp_member_each() each (grp text, member text)
SELECT grp, member FROM grp_member ORDER BY grp, member;

-- query grp_member_insert(grp text, member text) exec
INSERT INTO grp_member (grp, member) VALUES ($1, $2);

-- query grp_member_clear(grp text) exec
DELETE FROM grp_member WHERE grp = $1;
