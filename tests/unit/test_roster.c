/* The roster: indices, names, and the plain questions about one member or person. */
#include "council.h"

/* --- index --------------------------------------------------------------------------------- */

TEST(index_finds_each_by_its_id_and_nothing_else)
{
    council_make();
    for (size_t i = 0; i < council.nmembers; i++)
        CHECK_EQ_INT(roster_member(&council, council.members[i].id), i);
    for (size_t i = 0; i < council.npersons; i++)
        CHECK_EQ_INT(roster_person(&council, council.persons[i].id), i);
    for (size_t i = 0; i < council.ngroups; i++)
        CHECK_EQ_INT(roster_group(&council, council.groups[i].id), i);
    for (size_t i = 0; i < council.nconstituents; i++)
        CHECK_EQ_INT(roster_constituent(&council, council.constituents[i].id), i);
    CHECK_EQ_INT(roster_member(&council, SV("c1.h")), -1);
    CHECK_EQ_INT(roster_person(&council, SV("c1")), -1);
    CHECK_EQ_INT(roster_group(&council, SV("C1")), -1);
    CHECK_EQ_INT(roster_member(&council, SV("")), -1);
    CHECK_EQ_INT(roster_member(&council, SV_NONE), -1);
    CHECK_EQ_INT(roster_person(&(struct roster){0}, SV("c1.h")), -1);
}

TEST(index_derives_the_lists_of_each_member)
{
    council_make();
    CHECK_EQ_INT(the_member("c1")->npersons, 5);
    CHECK_EQ_INT(the_member("c1")->persons[1], person("c1.n"));
    CHECK_EQ_INT(the_member("gsoc")->nlinked, 2);
    CHECK_EQ_INT(the_member("gsoc")->linked[0], member("ln1"));
    CHECK_EQ_INT(the_member("c1")->nlinked, 0);
    CHECK_EQ_INT(the_member("c1")->ngroups, 2);
    CHECK_EQ_INT(the_member("uni")->ngroups, 1);
    CHECK_EQ_INT(the_member("isac")->nconstituents, 2);
    CHECK_EQ_INT(the_member("empty")->npersons, 0);
    CHECK_EQ_INT(council.constituents[0].npersons, 2);
    CHECK_EQ_INT(council.constituents[0].persons[0], person("town.h"));
    CHECK_EQ_INT(council.coordinator, member("coord"));
    CHECK_EQ_INT(council.affairs, member("affairs"));
    the_member("c1")->office = OFFICE_AFFAIRS;
    the_member("coord")->office = OFFICE_NONE;
    council.constituents[1].via = -1;
    the_person("shop.n")->constituent = -1;
    roster_index(&council, council_arena);
    CHECK_EQ_INT(council.coordinator, -1);
    CHECK_EQ_INT(council.affairs, member("affairs"));
    CHECK_EQ_INT(the_member("c1")->npersons, 5);
    CHECK_EQ_INT(the_member("isac")->nconstituents, 1);
    CHECK_EQ_INT(council.constituents[1].npersons, 0);
}

TEST(index_holds_many)
{
    struct arena *a = arena_new("many", (size_t)64 << 20);
    struct roster r = {.nmembers = 3000};
    r.members = ARENA_ARRAY(a, struct member, r.nmembers);
    for (size_t i = 0; i < r.nmembers; i++) {
        r.members[i].id = sv_fmt(a, "m%zu", i);
        r.members[i].linked_via = -1;
    }
    roster_index(&r, a);
    for (size_t i = 0; i < r.nmembers; i++)
        CHECK_EQ_INT(roster_member(&r, r.members[i].id), i);
    CHECK_EQ_INT(roster_member(&r, SV("m3000")), -1);
    CHECK(r.member_mask + 1 >= 2 * r.nmembers);
    arena_free(&a);
}

/* --- names --------------------------------------------------------------------------------- */

TEST(names_go_both_ways)
{
    enum category c;
    enum sector s;
    enum item_kind k;
    enum item_state t;
    for (int i = 1; i < CAT_COUNT; i++)
        CHECK(category_parse(sv_of(category_name((enum category)i)), &c) == 0 && (int)c == i);
    for (int i = 1; i < SECTOR_COUNT; i++)
        CHECK(sector_parse(sv_of(sector_name((enum sector)i)), &s) == 0 && (int)s == i);
    for (int i = 0; i < KIND_COUNT; i++)
        CHECK(item_kind_parse(sv_of(item_kind_name((enum item_kind)i)), &k) == 0 && (int)k == i);
    for (int i = 0; i < STATE_COUNT; i++)
        CHECK(item_state_parse(sv_of(item_state_name((enum item_state)i)), &t) == 0 && (int)t == i);
    CHECK(!category_name(CAT_NONE) && !sector_name(SECTOR_NONE) && !office_name(OFFICE_NONE));
    CHECK(!foreign_name(FOREIGN_NONE));
    CHECK_EQ_STR(sv_of(standing_name(STANDING_NONE)), "none");
    CHECK_EQ_STR(sv_of(standing_name(STANDING_CLASS1)), "class1");
    CHECK_EQ_STR(sv_of(status_name(STATUS_LAPSED)), "lapsed");
    CHECK_EQ_STR(sv_of(member_kind_name(MEMBER_STEERING)), "steering");
    CHECK_EQ_STR(sv_of(use_name(USE_OWN_INFORMATION)), "own_information");
    CHECK_EQ_INT(category_parse(SV("Academia"), &c), -1);
    CHECK_EQ_INT(category_parse(SV(""), &c), -1);
    CHECK_EQ_INT(category_parse(SV_NONE, &c), -1);
}

/* --- questions ----------------------------------------------------------------------------- */

TEST(who_2_a_registration_holds_on_both_its_days)
{
    struct person p = {.handler = true, .from = 10, .until = 12};
    CHECK(!person_is_handler(&p, 9));
    CHECK(person_is_handler(&p, 10));
    CHECK(person_is_handler(&p, 12));
    CHECK(!person_is_handler(&p, 13));
    p.until = DAY_NONE;
    CHECK(person_is_handler(&p, 1000) && !person_is_handler(&p, 9));
    p.from = DAY_NONE;
    CHECK(person_is_handler(&p, -1000));
    p.ended = true;
    CHECK(!person_is_handler(&p, 10));
    p.ended = p.handler = false;
    CHECK(!person_is_handler(&p, 10));
}

TEST(post_5_a_member_has_a_handler_by_dates_alone)
{
    council_make();
    CHECK(member_has_handler(&council, member("c1"), TODAY));
    CHECK(!member_has_handler(&council, member("uni"), TODAY));
    CHECK(!member_has_handler(&council, member("empty"), TODAY));
    CHECK(member_has_handler(&council, member("cut"), TODAY));
    CHECK(!member_has_handler(&council, member("cut"), 0));
}

TEST(who_12_who_is_served)
{
    council_make();
    CHECK(person_is_served(&council, person("c1.n")));
    CHECK(person_is_served(&council, person("cut.h")));
    CHECK(person_is_served(&council, person("ln1.h")));
    CHECK(person_is_served(&council, person("town.n")));
    CHECK(!person_is_served(&council, person("gone.n")));
    CHECK(!person_is_served(&council, person("cutco.n")));
    CHECK(!person_is_served(&council, -1));
    CHECK(!person_is_served(&council, (int)council.npersons));
    the_person("c1.n")->ended = true;
    CHECK(!person_is_served(&council, person("c1.n")));
    the_person("c1.h")->member = -1;
    CHECK(!person_is_served(&council, person("c1.h")));
    council.constituents[0].via = -1;
    CHECK(!person_is_served(&council, person("town.n")));
}

TEST(who_11_foreign_limited_unless_approved)
{
    CHECK(!member_is_foreign_limited(&(struct member){.foreign = FOREIGN_NONE}));
    CHECK(member_is_foreign_limited(&(struct member){.foreign = FOREIGN_PERSON}));
    CHECK(!member_is_foreign_limited(
        &(struct member){.foreign = FOREIGN_BODY, .foreign_approved = true}));
    CHECK(member_is_classed(&(struct member){.kind = MEMBER_ADMITTED}));
    CHECK(!member_is_classed(&(struct member){.kind = MEMBER_STEERING}));
    CHECK(!member_is_classed(&(struct member){.kind = MEMBER_ADMITTED, .office = OFFICE_AFFAIRS}));
}

TEST_MAIN
