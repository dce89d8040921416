/* What a reader may use an item for, and the table of rules. */
#include "council.h"
#include "rules/rule.h"

/* --- permitted use ------------------------------------------------------------------------- */

/* The uses as "name/RULE name/RULE". */
static struct sv uses(const char *who, const struct item_facts *f, const char *tlp)
{
    struct permitted out[USE_COUNT];
    struct decision d;
    struct str s;
    str_init(&s, council_arena, 1000);
    policy_may_read(&council, person(who), f, NOW, TODAY, &d);
    size_t n = policy_permitted_use(&council, person(who), f, &d, sv_of(tlp), out);
    for (size_t i = 0; i < n; i++)
        str_addf(&s, "%s%s/%s", i ? " " : "", use_name(out[i].use), out[i].rule);
    return str_sv(&s);
}

#define USES(who, f, tlp, want) CHECK_EQ_STR(uses(who, &(f), tlp), want)

TEST(use_1_each_reader_sees_its_own_uses)
{
    council_make();
    struct item_facts f = item("all", "");
    USES("c2.n", f, NULL, "own_security/USE-1");
    USES("c1.n", f, NULL, "own_information/USE-1");
    USES("coord.n", f, NULL, "council_activities/USE-1");
    USES("hq.1", f, NULL, "");
    f.scope = words("mem:affairs", "");
    USES("affairs.h", f, NULL, "council_activities/USE-1");
    f.scope = words("unspecified", "");
    USES("c2.n", f, NULL, "own_security/USE-1 awareness/USE-1");
    USES("coord.n", f, NULL, "council_activities/USE-1");
    provided_by(&f, "ln1");
    f.poster = member("gsoc");
    USES("gsoc.n", f, NULL, "own_information/USE-1");
}

TEST(use_1_tf_8_class_1_and_the_coordinator_use_task_force_items_for_third_parties)
{
    council_make();
    struct item_facts f = item("std:taskforce", "");
    provided_by(&f, "uni");
    USES("c1.n", f, NULL, "own_security/USE-1 third_parties/USE-1");
    USES("c2.n", f, NULL, "own_security/USE-1");
    USES("coord.n", f, NULL, "council_activities/USE-1 third_parties/USE-1");
    USES("c1.n", f, "AMBER", "own_security/USE-1 third_parties/USE-1");
    USES("c1.n", f, "AMBER+STRICT", "own_security/USE-1");
    USES("c1.n", f, "RED", "own_security/USE-1");
    USES("coord.n", f, "AMBER+STRICT", "council_activities/USE-1");
    f.secret = true;
    USES("c1.h", f, NULL, "own_security/USE-1 third_parties/USE-1");
    f.scope = words("all", "");
    USES("c1.h", f, NULL, "own_security/USE-1");
    f.scope = words("mem:abroad std:class1", "");
    USES("abroad.h", f, NULL, "own_security/USE-1 third_parties/USE-1");
    the_member("abroad")->foreign_approved = false;
    USES("abroad.h", f, NULL, "own_security/USE-1");
}

TEST(use_acc_11_a_mutual_aid_body_uses_what_is_not_secret_for_its_constituents)
{
    council_make();
    struct item_facts f = item("all", "");
    USES("isac.h", f, NULL, "own_security/USE-1 constituents/ACC-11");
    USES("isac.h", f, "AMBER+STRICT", "own_security/USE-1");
    USES("isac.h", f, "RED", "own_security/USE-1");
    f.secret = true;
    USES("isac.h", f, NULL, "own_security/USE-1");
    f.secret = false;
    f.scope = words("coord", "");
    struct grant g = {.kind = GRANT_CONSENT, .term = term("mem:isac"), .until = TIME_NONE,
                      .open = true};
    grants(&f, &g, 1);
    USES("isac.h", f, NULL, "own_security/USE-1");
    f.scope = words("unspecified", "");
    USES("isac.h", f, NULL, "own_security/USE-1 constituents/ACC-11 awareness/USE-1");
    the_member("isac")->mutual_aid = false;
    USES("isac.h", f, NULL, "own_security/USE-1 awareness/USE-1");
}

TEST(use_acc_11_counts_constituents_of_categories_1_2_3_and_5)
{
    council_make();
    struct item_facts f = item("all", "");
    struct constituent *town = &council.constituents[roster_constituent(&council, SV("town"))];
    const enum category good[] = {CAT_NATIONAL_GOVERNMENT, CAT_LOCAL_GOVERNMENT,
                                  CAT_CRITICAL_INFRASTRUCTURE, CAT_ACADEMIA};
    const enum category bad[] = {CAT_NONE, CAT_CYBER_BUSINESS, CAT_OTHER};
    for (size_t i = 0; i < 4; i++) {
        town->category = good[i];
        USES("isac.h", f, NULL, "own_security/USE-1 constituents/ACC-11");
    }
    for (size_t i = 0; i < 3; i++) {
        town->category = bad[i];
        USES("isac.h", f, NULL, "own_security/USE-1");
    }
    int list[] = {roster_constituent(&council, SV("shop")), roster_constituent(&council, SV("town"))};
    the_member("isac")->constituents = list;
    the_member("isac")->nconstituents = 1;
    town->category = CAT_LOCAL_GOVERNMENT;
    USES("isac.h", f, NULL, "own_security/USE-1");
    the_member("isac")->nconstituents = 0;
    USES("isac.h", f, NULL, "own_security/USE-1 constituents/ACC-11");
}

TEST(use_1_post_13_a_stub_is_of_no_use)
{
    council_make();
    struct item_facts f = item("all", "");
    struct grant g = {.kind = GRANT_MINIMAL, .term = term("per:affairs.h"), .until = TIME_NONE,
                      .open = true};
    grants(&f, &g, 1);
    USES("affairs.h", f, NULL, "council_activities/USE-1");
    f.state = STATE_RETRACTED;
    USES("c1.n", f, NULL, "own_information/USE-1");
    USES("coord.n", f, NULL, "council_activities/USE-1");
    USES("c2.n", f, NULL, "");
    USES("affairs.h", f, NULL, "");
}

TEST(use_1_a_recipient_through_a_member_uses_it_for_itself_only)
{
    council_make();
    struct item_facts f = item("unspecified", "");
    struct grant g = {.kind = GRANT_ADDITION, .term = term("con:town"), .until = TIME_NONE,
                      .open = true};
    grants(&f, &g, 1);
    USES("town.n", f, NULL, "own_security/USE-1");
    USES("shop.n", f, NULL, "");
}

TEST(use_1_awareness_is_for_every_reader_where_no_scope_is_set)
{
    council_make();
    struct item_facts f = item("unspecified", "");
    struct grant g = {.kind = GRANT_MINIMAL, .term = term("per:hq.1"), .until = TIME_NONE,
                      .open = true};
    grants(&f, &g, 1);
    USES("hq.1", f, NULL, "own_security/USE-1 awareness/USE-1");
}

/* --- the table of rules -------------------------------------------------------------------- */

TEST(rule_table_finds_each_and_no_other)
{
    size_t n = 0;
    for (const struct rule *r; (r = rule_at(n)) != NULL; n++) {
        CHECK(rule_find(sv_of(r->id)) == r);
        CHECK(r->source[0] != '\0');
        CHECK(msg_raw(LANG_EN, r->text).n > 20);
        CHECK(msg_raw(LANG_JA, r->text).n > 20);
    }
    CHECK_EQ_INT(n, 114);
    CHECK_EQ_STR(sv_of(rule_find(SV("POST-1"))->source), "規18①②");
    CHECK(!rule_find(SV("POST-0")));
    CHECK(!rule_find(SV("")));
    CHECK(!rule_find(SV_NONE));
}

TEST_MAIN
