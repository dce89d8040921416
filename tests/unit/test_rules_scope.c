/* The decision, lines 10 to 12 of rules.md section 12: exclusions, scopes, consents, additions; and the
 * same for a whole member. */
#include "council.h"

/* --- line 10 ------------------------------------------------------------------------------- */

TEST(line_10_acc_1_exclusion_beats_inclusion)
{
    council_make();
    struct item_facts f = item("all mem:c2 per:c2.n", "mem:c2");
    NO("c2.n", f, 10, "ACC-1");
    YES("uni.n", f, 11, "ACC-1");
    f.scope = words("all", "cat:critical_infrastructure");
    NO("c2.n", f, 10, "ACC-1");
    YES("uni.n", f, 11, "ACC-1");
    f.scope = words("all", "sec:finance");
    NO("c2.n", f, 10, "ACC-1");
    YES("police.n", f, 11, "ACC-1");
    f.scope = words("all", "sec:electricity");
    YES("c2.n", f, 11, "ACC-1");
    f.scope = words_then("all", "all", "mem:c2", "mem:uni");
    YES("uni.n", f, 11, "ACC-1");
}

TEST(line_10_con_1_exclusion_beats_a_consent)
{
    council_make();
    struct item_facts f = item("coord", "mem:c2");
    struct grant g = {.kind = GRANT_CONSENT, .term = term("mem:c2"), .until = TIME_NONE,
                      .open = true};
    grants(&f, &g, 1);
    NO("c2.n", f, 10, "ACC-1");
    f.scope = words("coord", "");
    YES("c2.n", f, 12, "CON-1");
}

TEST(line_10_post_2_authorities_of_the_providers_are_excluded)
{
    council_make();
    struct item_facts f = item("all", "auth");
    NO("power.n", f, 10, "ACC-1");
    NO("police.n", f, 10, "ACC-1");
    YES("edu.n", f, 11, "ACC-1");
    YES("c2.n", f, 11, "ACC-1");
    provided_by(&f, "uni");
    YES("power.n", f, 11, "ACC-1");
    NO("edu.n", f, 10, "ACC-1");
    NO("police.n", f, 10, "ACC-1");
    int subjects[] = {member("gsoc"), member("c1")};
    f.subjects = subjects;
    f.nsubjects = 2;
    NO("power.n", f, 10, "ACC-1");
    f.nsubjects = 1;
    YES("power.n", f, 11, "ACC-1");
    subjects[0] = -1;
    NO("power.n", f, 10, "ACC-1");
    NO("edu.n", f, 10, "ACC-1");
    YES("c2.n", f, 11, "ACC-1");
    the_member("edu")->supervises_categories = 0;
    YES("edu.n", f, 11, "ACC-1");
    the_member("power")->is_authority = false;
    YES("power.n", f, 11, "ACC-1");
}

TEST(line_10_post_9_a_gsoc_that_is_excluded_gets_nothing_for_its_linked)
{
    council_make();
    struct item_facts f = item("mem:ln1", "mem:gsoc");
    NO("gsoc.n", f, 10, "ACC-1");
    f.scope = words("mem:ln1", "");
    YES("gsoc.n", f, 11, "POST-9");
}

TEST(line_10_acc_10_a_non_member_is_excluded_by_its_category_or_its_intermediary)
{
    council_make();
    struct item_facts f = item("all", "");
    struct grant g = {.kind = GRANT_ADDITION, .term = term("con:town"), .until = TIME_NONE,
                      .open = true};
    grants(&f, &g, 1);
    YES("town.n", f, 12, "ACC-10");
    f.scope = words("all", "cat:local_government");
    NO("town.n", f, 10, "ACC-1");
    f.scope = words("all", "mem:isac");
    NO("town.n", f, 10, "ACC-1");
    f.scope = words("all", "cat:other");
    NO("town.n", f, 10, "ACC-1");
    f.scope = words("all", "cat:academia mem:c1");
    YES("town.n", f, 12, "ACC-10");
    f.scope = words_then("all", "all", "mem:c1", "cat:local_government");
    YES("town.n", f, 12, "ACC-10");
}

TEST(line_10_what_cannot_be_understood_as_an_exclusion_excludes_everybody)
{
    council_make();
    struct item_facts f = item("all", "nonsense");
    NO("uni.n", f, 10, "ACC-1");
    f.scope = words("all", "mem:unknown");
    YES("uni.n", f, 11, "ACC-1");
}

/* --- line 11 ------------------------------------------------------------------------------- */

TEST(line_11_acc_1_each_term_reaches_its_own)
{
    council_make();
    struct item_facts f = item("cat:academia", "");
    YES("uni.n", f, 11, "ACC-1");
    NO("c2.n", f, 13, "ACC-1");
    f.scope = words("sec:finance", "");
    YES("c2.n", f, 11, "ACC-1");
    NO("uni.n", f, 13, "ACC-1");
    f.scope = words("grp:alone", "");
    NO("uni.n", f, 13, "ACC-1");
    f.scope = words("grp:both", "");
    YES("uni.n", f, 11, "ACC-1");
    NO("c2.n", f, 13, "ACC-1");
    NO("hq.1", f, 13, "ACC-1");
    f.scope = words("mem:hq", "");
    YES("hq.2", f, 11, "ACC-1");
    NO("seat.1", f, 13, "ACC-1");
    f.scope = words("mem:affairs", "");
    YES("affairs.h", f, 11, "ACC-1");
    f.scope = words("per:c2.n", "");
    YES("c2.n", f, 11, "ACC-1");
    NO("c2.h", f, 13, "ACC-1");
    f.scope = words("coord", "");
    NO("c2.n", f, 13, "ACC-1");
    f.scope = words("unspecified", "");
    YES("c2.n", f, 11, "ACC-1");
    NO("hq.1", f, 13, "ACC-1");
    f.scope = words("mem:nobody per:nobody grp:nobody nonsense", "");
    NO("c2.n", f, 13, "ACC-1");
    NO("gsoc.h", f, 13, "ACC-1");
    f.scope = words_then("coord", "mem:c2", "auth", "auth");
    NO("c2.n", f, 13, "ACC-1");
    f.scope = words("per:town.n", "");
    NO("town.n", f, 13, "ACC-1");
}

TEST(line_11_acc_4_standing_counts_at_the_time_of_reading)
{
    council_make();
    struct item_facts f = item("std:taskforce", "");
    provided_by(&f, "uni");
    YES("c1.n", f, 11, "ACC-4");
    YES("c2.n", f, 11, "ACC-4");
    NO("isac.h", f, 13, "ACC-1");
    f.scope = words("std:class1", "");
    YES("c1.n", f, 11, "ACC-4");
    NO("c2.n", f, 13, "ACC-1");
    the_member("c1")->standing = STANDING_CLASS2;
    NO("c1.n", f, 13, "ACC-1");
    the_member("hq")->standing = STANDING_CLASS1;
    NO("hq.1", f, 13, "ACC-1");
}

TEST(line_11_who_11_a_suspended_standing_reaches_nothing)
{
    council_make();
    struct item_facts f = item("std:class1", "");
    YES("abroad.h", f, 11, "ACC-4");
    the_member("abroad")->foreign_approved = false;
    NO("abroad.h", f, 13, "ACC-1");
    f.scope = words("all", "");
    YES("abroad.h", f, 11, "ACC-1");
}

TEST(line_11_members_as_of_limits_class_terms_only)
{
    council_make();
    struct item_facts f = item("all mem:uni", "");
    provided_by(&f, "coord");
    day_parse(SV("2021-06-01"), &f.scope.as_of);
    YES("c2.n", f, 11, "ACC-1");
    YES("uni.n", f, 11, "ACC-1");
    f.scope.as_of--;
    NO("c2.n", f, 13, "ACC-1");
    YES("c1.n", f, 11, "ACC-1");
    the_member("c1")->joined = DAY_NONE;
    NO("c1.n", f, 13, "ACC-1");
    f.scope.as_of = DAY_NONE;
    YES("c1.n", f, 11, "ACC-1");
}

TEST(line_11_ew_1_reaches_steering_members_registered_for_the_service)
{
    council_make();
    struct item_facts f = item("all", "");
    provided_by(&f, "coord");
    f.kind = KIND_EARLY_WARNING;
    YES("hq.1", f, 11, "EW-1");
    NO("affairs.h", f, 13, "ACC-1");
    f.scope = words("unspecified", "");
    YES("hq.1", f, 11, "EW-1");
    f.scope = words("cat:academia std:taskforce grp:both", "");
    NO("hq.1", f, 13, "ACC-1");
    f.scope = words("mem:hq all", "");
    YES("hq.1", f, 11, "ACC-1");
    f.scope = words("all", "");
    f.kind = KIND_NOTICE;
    NO("hq.1", f, 13, "ACC-1");
    f.kind = KIND_EARLY_WARNING;
    day_parse(SV("2019-03-31"), &f.scope.as_of);
    NO("hq.1", f, 13, "ACC-1");
    f.scope.as_of++;
    YES("hq.1", f, 11, "EW-1");
}

TEST(line_11_post_9_a_term_that_reaches_a_linked_member_reaches_its_gsoc)
{
    council_make();
    struct item_facts f = item("sec:water", "");
    YES("gsoc.n", f, 11, "POST-9");
    NO("c2.n", f, 13, "ACC-1");
    f.scope = words("mem:ln1", "");
    YES("gsoc.n", f, 11, "POST-9");
    f.scope = words("per:ln1.h", "");
    YES("gsoc.n", f, 11, "POST-9");
    NO("ln1.h", f, 2, "WHO-7");
    f.scope = words("std:taskforce", "");
    YES("gsoc.n", f, 11, "POST-9");
    f.scope = words("all", "");
    YES("gsoc.n", f, 11, "ACC-1");
    f.scope = words("per:gsoc.h", "");
    NO("gsoc.n", f, 13, "ACC-1");
    f.scope = words("sec:gas per:nobody per:c1.h", "");
    NO("gsoc.n", f, 13, "ACC-1");
}

TEST(line_11_post_9_a_linked_member_that_is_excluded_or_gone_reaches_nobody)
{
    council_make();
    struct item_facts f = item("mem:ln1", "mem:ln1");
    NO("gsoc.n", f, 13, "ACC-1");
    f.scope = words("per:ln1.h", "mem:ln1");
    NO("gsoc.n", f, 13, "ACC-1");
    f.scope = words("mem:ln2 per:ln2.h", "");
    NO("gsoc.n", f, 13, "ACC-1");
    the_member("ln2")->status = STATUS_RESTRICTED;
    YES("gsoc.n", f, 11, "POST-9");
    the_member("gsoc")->gsoc = false;
    NO("gsoc.n", f, 13, "ACC-1");
}

TEST(line_11_post_9_as_of_counts_for_the_linked_member)
{
    council_make();
    struct item_facts f = item("sec:water", "");
    day_parse(SV("2019-12-31"), &f.scope.as_of);
    NO("gsoc.n", f, 13, "ACC-1");
    f.scope.as_of++;
    YES("gsoc.n", f, 11, "POST-9");
}

TEST(line_11_the_first_term_that_reaches_gives_the_rule)
{
    council_make();
    struct decision d;
    struct item_facts f = item("coord std:class1 sec:finance std:taskforce", "");
    YES("c2.n", f, 11, "ACC-1");
    policy_may_read(&council, person("c2.n"), &f, NOW, TODAY, &d);
    CHECK(d.has_term);
    CHECK_EQ_INT(d.reached_by.kind, TERM_SECTOR);
    f.scope = words("std:taskforce sec:finance", "");
    YES("c2.n", f, 11, "ACC-4");
    policy_may_read(&council, person("uni.n"), &f, NOW, TODAY, &d);
    CHECK(!d.has_term);
}

/* --- line 12 ------------------------------------------------------------------------------- */

TEST(line_12_con_1_a_consent_opens_to_whom_it_names_until_it_ends)
{
    council_make();
    struct decision d;
    struct item_facts f = item("coord", "");
    struct grant g = {.kind = GRANT_CONSENT, .term = term("mem:uni"), .until = NOW + 1,
                      .open = true};
    grants(&f, &g, 1);
    YES("uni.n", f, 12, "CON-1");
    policy_may_read(&council, person("uni.n"), &f, NOW, TODAY, &d);
    CHECK(d.has_term && d.reached_by.kind == TERM_MEMBER);
    NO("c2.n", f, 13, "ACC-1");
    g.until = NOW;
    NO("uni.n", f, 13, "ACC-1");
    g.until = TIME_NONE;
    YES("uni.n", f, 12, "CON-1");
    g.open = false;
    NO("uni.n", f, 13, "ACC-1");
    g.open = true;
    g.term = term("cat:academia");
    YES("uni.n", f, 12, "CON-1");
    g.term = term("per:town.n");
    YES("town.n", f, 12, "CON-1");
    NO("town.h", f, 13, "ACC-1");
    f.kind = KIND_EARLY_WARNING;
    YES("town.n", f, 12, "CON-1");
    g.term = term("mem:isac");
    NO("town.n", f, 13, "ACC-1");
    g.term = term("mem:ln1");
    YES("gsoc.n", f, 12, "CON-1");
}

TEST(line_12_con_1_only_what_was_granted_counts)
{
    council_make();
    struct item_facts f = item("coord", "");
    struct grant g[] = {{.kind = GRANT_CONSENT, .term = term("mem:c2"), .until = TIME_NONE, .open = true},
                        {.kind = GRANT_CONSENT, .term = term("mem:uni"), .until = TIME_NONE,
                         .open = true},
                        {.kind = GRANT_MINIMAL, .term = term("per:uni.n"), .until = TIME_NONE,
                         .open = true}};
    grants(&f, g, 1);
    NO("uni.n", f, 13, "ACC-1");
    grants(&f, g, 2);
    YES("uni.n", f, 12, "CON-1");
    grants(&f, g + 2, 0);
    NO("uni.n", f, 13, "ACC-1");
}

TEST(line_12_who_9_any_member_may_be_the_intermediary)
{
    council_make();
    struct item_facts f = item("coord", "");
    struct grant g = {.kind = GRANT_ADDITION, .term = term("con:town"), .until = TIME_NONE,
                      .open = true};
    grants(&f, &g, 1);
    council.constituents[roster_constituent(&council, SV("town"))].via = member("ln1");
    YES("town.n", f, 12, "ACC-10");
    NO("ln1.h", f, 2, "WHO-7");
}

TEST(line_12_acc_10_an_addition_opens_to_the_persons_of_the_non_member)
{
    council_make();
    struct item_facts f = item("all unspecified mem:isac", "");
    int named[] = {person("town.h"), person("town.n")};
    struct grant g[] = {{.kind = GRANT_ADDITION, .term = term("con:shop"), .open = true,
                         .until = TIME_NONE},
                        {.kind = GRANT_ADDITION, .term = term("con:town"), .open = true,
                         .until = TIME_NONE}};
    NO("town.n", f, 13, "ACC-1");
    grants(&f, g, 2);
    YES("town.n", f, 12, "ACC-10");
    YES("shop.n", f, 12, "ACC-10");
    g[1].persons = named;
    g[1].npersons = 1;
    YES("town.h", f, 12, "ACC-10");
    NO("town.n", f, 13, "ACC-1");
    g[1].open = false;
    NO("town.h", f, 13, "ACC-1");
    g[1].open = true;
    g[1].until = NOW;
    NO("town.h", f, 13, "ACC-1");
    g[1].until = NOW + 1;
    g[1].term.kind = TERM_MEMBER;
    NO("town.h", f, 13, "ACC-1");
}

/* --- a whole member ------------------------------------------------------------------------ */

static struct audience audience(const char *id, const struct item_facts *f)
{
    struct audience a;
    policy_audience(&council, member(id), f, NOW, TODAY, &a);
    return a;
}

TEST(audience_post_14_counts_persons_and_tells_why_none)
{
    council_make();
    struct item_facts f = item("cat:critical_infrastructure mem:cut per:uni.n", "mem:c2");
    provided_by(&f, "isac");
    struct audience a = audience("c1", &f);
    CHECK_EQ_INT(a.persons, 5);
    CHECK(!a.left_rule && a.in_terms);
    CHECK_EQ_INT(a.left_line, 0);
    a = audience("c2", &f);
    CHECK_EQ_INT(a.persons, 0);
    CHECK_EQ_STR(sv_of(a.left_rule), "ACC-1");
    CHECK_EQ_INT(a.left_line, 10);
    CHECK(a.in_terms);
    a = audience("cut", &f);
    CHECK_EQ_STR(sv_of(a.left_rule), "ACC-5");
    CHECK(audience("uni", &f).in_terms);
    CHECK(!audience("police", &f).in_terms);
    CHECK_EQ_INT(audience("police", &f).left_line, 13);
    CHECK_EQ_INT(audience("empty", &f).left_line, 13);
    CHECK_EQ_STR(sv_of(audience("empty", &f).left_rule), "ACC-1");
    f.scope = words("per:gsoc.h", "");
    CHECK(!audience("c1", &f).in_terms);
    the_person("uni.n")->member = member("c2");
    roster_index(&council, council_arena);
    the_person("uni.n")->ended = true;
    CHECK_EQ_INT(audience("c2", &f).left_line, 13);
    the_person("c2.h")->handler = false;
    CHECK_EQ_INT(audience("c2", &f).left_line, 13);
}

TEST(audience_acc_2_a_secret_counts_handlers_and_tells_what_refused_one)
{
    council_make();
    struct item_facts f = secret("all");
    provided_by(&f, "isac");
    CHECK_EQ_INT(audience("c1", &f).persons, 2);
    CHECK_EQ_INT(audience("uni", &f).left_line, 3);
    CHECK_EQ_STR(sv_of(audience("uni", &f).left_rule), "ACC-2");
    CHECK_EQ_INT(audience("empty", &f).left_line, 3);
    CHECK_EQ_STR(sv_of(audience("empty", &f).left_rule), "ACC-2");
    CHECK_EQ_STR(sv_of(audience("shy", &f).left_rule), "ACC-3");
    f.scope = words("all", "mem:c2");
    CHECK_EQ_INT(audience("c2", &f).left_line, 10);
    f.scope = words("mem:uni", "");
    CHECK_EQ_INT(audience("c1", &f).left_line, 13);
    the_person("c1.h")->handler = false;
    CHECK_EQ_INT(audience("c1", &f).left_line, 13);
    the_person("c1.last")->handler = false;
    CHECK_EQ_INT(audience("c1", &f).left_line, 3);
    f.kind = KIND_EARLY_WARNING;
    f.scope = words("all", "");
    CHECK(audience("hq", &f).in_terms);
    CHECK_EQ_INT(audience("hq", &f).persons, 1);
    CHECK(!audience("hq", &f).left_rule);
}

TEST_MAIN
