/* Scopes: stored words, JSON, what reaches whom in the index, and the relation of derivations. */
#include "council.h"
#include "rules/pointer.h"

/* --- stored words -------------------------------------------------------------------------- */

TEST(post_2_terms_keep_their_words)
{
    const char *const all[] = {"all", "unspecified", "std:class1", "std:taskforce", "cat:academia",
                               "sec:finance", "grp:both", "mem:c1", "per:c1.h", "coord", "auth",
                               "con:town", "mem:nobody", "per:nobody", "grp:nobody", "con:nobody"};
    council_make();
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct term t;
        CHECK_EQ_INT(term_parse(&council, sv_of(all[i]), &t), 0);
        CHECK_EQ_STR(term_text(council_arena, &t), all[i]);
    }
    CHECK_EQ_INT(term("mem:c1").value, member("c1"));
    CHECK_EQ_INT(term("con:town").value, 0);
    CHECK_EQ_INT(term("mem:nobody").value, -1);
}

TEST(post_2_what_is_no_word_is_refused)
{
    const char *const none[] = {"", "al", "alll", "std:", "std:class2", "std:none", "cat:",
                                "cat:nope", "sec:", "sec:nope", "grp:", "mem:", "per:", "con:",
                                "cat:finance", "sec:academia", "c1", "mem", "cat", "sec"};
    council_make();
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        struct term t;
        CHECK_EQ_INT(term_parse(&council, sv_of(none[i]), &t), -1);
    }
}

TEST(post_2_a_term_that_names_the_coordinator_is_the_coordinator_term)
{
    council_make();
    CHECK_EQ_INT(term("mem:coord").kind, TERM_COORDINATOR);
    CHECK_EQ_INT(term("per:coord.n").kind, TERM_COORDINATOR);
    CHECK_EQ_INT(term("mem:affairs").kind, TERM_MEMBER);
    CHECK_EQ_INT(term("per:affairs.h").kind, TERM_PERSON);
    CHECK_EQ_INT(term("per:town.h").kind, TERM_PERSON);
    CHECK_EQ_INT(term("mem:coord").value, 0);
    CHECK(!term("mem:coord").id.p);
    the_member("gsoc")->office = OFFICE_COORDINATOR;
    CHECK_EQ_INT(term("mem:gsoc").kind, TERM_COORDINATOR);
}

TEST(post_2_the_member_that_a_term_names)
{
    const char *const none[] = {"mem:nobody", "per:nobody", "grp:alone", "sec:gas", "coord",
                                "std:class1", "per:town.h", "con:town"};
    council_make();
    for (size_t i = 0; i < 8; i++) {
        struct term t = term(none[i]);
        CHECK_EQ_INT(term_named_member(&council, &t), -1);
    }
    struct term t = term("mem:gsoc");
    CHECK_EQ_INT(term_named_member(&council, &t), 0);
    t = term("per:gsoc.h");
    CHECK_EQ_INT(term_named_member(&council, &t), 0);
    t = term("per:c1.n");
    CHECK_EQ_INT(term_named_member(&council, &t), member("c1"));
}

TEST(post_2_a_scope_keeps_its_words_and_its_day)
{
    struct scope s;
    council_make();
    scope_parse(council_arena, &council, SV("all mem:c1"), SV("auth cat:academia"), NOW, &s);
    CHECK_EQ_STR(scope_include_text(council_arena, &s), "all mem:c1");
    CHECK_EQ_STR(scope_exclude_text(council_arena, &s), "auth cat:academia");
    CHECK_EQ_INT(s.as_of, TODAY);
    CHECK(s.as_of_at == NOW);
    scope_parse(council_arena, &council, SV_NONE, SV(""), TIME_NONE, &s);
    CHECK_EQ_INT(s.ninclude + s.nexclude, 0);
    CHECK_EQ_INT(s.as_of, DAY_NONE);
    CHECK_EQ_STR(scope_include_text(council_arena, &s), "");
}

TEST(post_2_no_more_terms_than_the_most_are_read)
{
    struct str many;
    struct scope s;
    council_make();
    str_init(&many, council_arena, 10000);
    for (int i = 0; i < SCOPE_MAX_TERMS + 5; i++)
        str_adds(&many, i < SCOPE_MAX_TERMS ? "all " : "coord ");
    scope_parse(council_arena, &council, str_sv(&many), SV(""), TIME_NONE, &s);
    CHECK_EQ_INT(s.ninclude, SCOPE_MAX_TERMS);
    CHECK_EQ_INT(s.include[SCOPE_MAX_TERMS - 1].kind, TERM_ALL);
}

TEST(post_18_use_1_what_a_scope_is)
{
    council_make();
    struct scope s = words("std:class1 coord", "");
    CHECK(scope_has_standing(&s) && !scope_is_unspecified(&s) && !scope_beyond_taskforce(&s));
    s = words("std:taskforce mem:c1", "");
    CHECK(scope_has_standing(&s) && scope_beyond_taskforce(&s));
    s = words("unspecified", "");
    CHECK(!scope_has_standing(&s) && scope_is_unspecified(&s) && scope_beyond_taskforce(&s));
    s = words("coord", "");
    CHECK(!scope_has_standing(&s) && !scope_beyond_taskforce(&s));
    s = words_then("coord", "unspecified", "auth", "auth");
    CHECK(!scope_is_unspecified(&s));
    s = words_then("coord", "std:class1", "auth", "auth");
    CHECK(!scope_has_standing(&s));
    s = words_then("coord", "mem:c1", "auth", "auth");
    CHECK(!scope_beyond_taskforce(&s));
    s = words("", "");
    CHECK(!scope_has_standing(&s) && !scope_is_unspecified(&s) && !scope_beyond_taskforce(&s));
}

TEST(post_2_additions_and_authorities_reach_nobody_when_included)
{
    council_make();
    const struct term t[] = {term("auth"), term("con:town")};
    for (size_t i = 0; i < 2; i++) {
        CHECK(!term_reaches_member(&council, &t[i], member("isac"), DAY_NONE, true));
        CHECK(!term_reaches_person(&council, &t[i], person("town.h"), DAY_NONE, true));
    }
    CHECK(!term_reaches_steering(&council, &(struct term){.kind = TERM_ALL}, member("seat"), DAY_NONE));
    CHECK(term_reaches_steering(&council, &(struct term){.kind = TERM_ALL}, member("hq"), DAY_NONE));
    CHECK(term_is_class(&(struct term){.kind = TERM_GROUP}));
    CHECK(!term_is_class(&(struct term){.kind = TERM_AUTHORITIES}));
    struct scope s = words("all", "coord");
    CHECK(scope_excludes_member(&council, &s, NULL, 0, member("coord")));
    CHECK(!scope_excludes_member(&council, &s, NULL, 0, member("c1")));
}

/* --- words for the index ------------------------------------------------------------------- */

static struct sv reach(const char *who)
{
    struct sv *v;
    struct str s;
    str_init(&s, council_arena, 10000);
    size_t n = person_reach_words(council_arena, &council, person(who), &v);
    for (size_t i = 0; i < n; i++) {
        str_adds(&s, i ? " " : "");
        str_add(&s, v[i]);
    }
    return str_sv(&s);
}

TEST(acc_1_reach_words_are_what_can_reach_a_person)
{
    council_make();
    CHECK_EQ_STR(reach("coord.h"), "coord own:coord");
    CHECK_EQ_STR(reach("c1.n"), "all cat:critical_infrastructure grp:alone grp:both mem:c1 min:c1.n "
                                "own:c1 per:c1.n sec:electricity std:class1 std:taskforce unspecified");
    CHECK_EQ_STR(reach("c2.n"), "all cat:critical_infrastructure mem:c2 min:c2.n own:c2 per:c2.n "
                                "sec:finance std:taskforce unspecified");
    CHECK_EQ_STR(reach("hq.1"), "ew mem:hq min:hq.1 own:hq per:hq.1");
    CHECK_EQ_STR(reach("seat.1"), "mem:seat min:seat.1 own:seat per:seat.1");
    CHECK_EQ_STR(reach("affairs.h"), "ew mem:affairs min:affairs.h own:affairs per:affairs.h");
    CHECK_EQ_STR(reach("uni.n"),
                 "all cat:academia grp:both mem:uni min:uni.n own:uni per:uni.n unspecified");
    CHECK_EQ_STR(reach("town.n"), "con:town per:town.n");
}

TEST(post_9_reach_words_of_a_gsoc_are_those_of_its_linked_members_too)
{
    council_make();
    CHECK_EQ_STR(reach("gsoc.n"),
                 "all cat:critical_infrastructure cat:national_government mem:gsoc mem:ln1 "
                 "min:gsoc.n own:gsoc per:gsoc.n per:ln1.h sec:water std:taskforce unspecified");
    the_member("gsoc")->gsoc = false;
    CHECK_EQ_STR(reach("gsoc.n"), "all cat:national_government mem:gsoc min:gsoc.n own:gsoc "
                                  "per:gsoc.n unspecified");
    the_person("town.n")->constituent = -1;
    CHECK_EQ_STR(reach("town.n"), "per:town.n");
    the_member("uni")->category = CAT_NONE;
    CHECK_EQ_STR(reach("uni.n"), "all grp:both mem:uni min:uni.n own:uni per:uni.n unspecified");
}

TEST(acc_1_reach_words_hold_all_groups)
{
    static struct group groups[50];
    static int all[50];
    struct sv *v;
    council_make();
    for (int i = 0; i < 50; i++) {
        groups[i].id = sv_fmt(council_arena, "g%d", i);
        all[i] = i;
    }
    council.groups = groups;
    the_member("uni")->groups = all;
    the_member("uni")->ngroups = 50;
    CHECK_EQ_INT(person_reach_words(council_arena, &council, person("uni.n"), &v), 7 + 50);
}

TEST(post_9_reach_words_have_a_most)
{
    static int many[5000];
    static struct person persons[5000];
    struct sv *v;
    council_make();
    int gsoc = person("gsoc.n");
    for (int i = 0; i < 5000; i++) {
        persons[i] = council.persons[i < (int)council.npersons ? i : 0];
        persons[i].id = i == gsoc ? persons[i].id : sv_fmt(council_arena, "p%d", i);
        many[i] = i;
    }
    council.persons = persons;
    the_member("ln1")->persons = many;
    the_member("ln1")->npersons = 300;
    size_t few = person_reach_words(council_arena, &council, gsoc, &v);
    CHECK_EQ_INT(few, 11 + 300 - 1); /* the GSOC's own is among them */
    the_member("ln1")->npersons = 5000;
    size_t most = person_reach_words(council_arena, &council, gsoc, &v);
    CHECK_EQ_INT(most, 4096 - 3);
}

/* --- within -------------------------------------------------------------------------------- */

static bool within(const char *d, const char *not_d, const char *a, const char *not_a)
{
    struct scope x = words(d, not_d), y = words(a, not_a);
    return scope_within(&council, &x, &y);
}

#define INSIDE(d, a) CHECK(within(d, "", a, ""))
#define BEYOND(d, a) CHECK(!within(d, "", a, ""))

TEST(post_4_a_term_is_implied_by_itself)
{
    const char *const all[] = {"all", "unspecified", "std:class1", "std:taskforce", "cat:academia",
                               "sec:finance", "grp:both", "mem:c1", "per:c1.h", "coord",
                               "mem:nobody", "per:nobody"};
    council_make();
    for (size_t i = 0; i < 12; i++)
        for (size_t k = 0; k < 12; k++)
            if (i == k)
                INSIDE(all[i], all[k]);
    BEYOND("mem:c1", "mem:c2");
    BEYOND("per:c1.h", "per:c1.n");
    struct term unnamed = {.kind = TERM_MEMBER, .value = 0};
    struct scope d = {.include = &unnamed, .ninclude = 1, .as_of = DAY_NONE};
    struct scope a = words("mem:gsoc", "");
    CHECK(scope_within(&council, &d, &a));
    BEYOND("mem:nobody", "mem:noone");
    BEYOND("cat:academia", "cat:other");
    BEYOND("sec:finance", "sec:gas");
    BEYOND("grp:both", "grp:alone");
    BEYOND("sec:finance", "cat:academia");
}

TEST(post_4_all_implies_what_reaches_admitted_members_only)
{
    const char *const inside[] = {"mem:gsoc", "per:gsoc.h", "all", "std:class1", "std:taskforce", "cat:other", "sec:gas",
                                  "grp:both", "mem:c1", "per:c1.h", "mem:ln1", "coord"};
    const char *const beyond[] = {"mem:hq", "per:hq.1", "mem:affairs", "per:affairs.h", "mem:nobody",
                                  "per:nobody", "per:town.h", "con:town", "auth"};
    council_make();
    for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++) {
        INSIDE(inside[i], "all");
        INSIDE(inside[i], "unspecified");
    }
    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
        BEYOND(beyond[i], "all");
        BEYOND(beyond[i], "unspecified");
    }
}

TEST(post_4_unspecified_is_within_unspecified_only)
{
    council_make();
    INSIDE("unspecified", "unspecified");
    BEYOND("unspecified", "all");
    BEYOND("unspecified", "std:taskforce");
    BEYOND("unspecified", "coord");
}

TEST(post_4_classes_imply_what_they_always_hold_and_not_what_they_hold_today)
{
    council_make();
    INSIDE("std:class1", "std:taskforce");
    BEYOND("std:taskforce", "std:class1");
    INSIDE("sec:gas", "cat:critical_infrastructure");
    BEYOND("cat:critical_infrastructure", "sec:gas");
    BEYOND("sec:gas", "cat:other");
    BEYOND("mem:c1", "cat:critical_infrastructure");
    BEYOND("mem:c1", "std:taskforce");
    BEYOND("mem:c1", "sec:electricity");
    BEYOND("mem:c1", "grp:alone");
    BEYOND("per:c1.h", "grp:alone");
    BEYOND("all", "std:taskforce cat:academia");
    BEYOND("all", "coord");
    BEYOND("mem:c1", "coord");
    BEYOND("std:class1", "cat:critical_infrastructure");
    BEYOND("cat:academia", "std:taskforce");
}

TEST(post_4_a_person_is_implied_by_its_member_and_the_coordinator_by_anything)
{
    council_make();
    INSIDE("per:c1.h", "mem:c1");
    INSIDE("per:gsoc.h", "mem:gsoc");
    BEYOND("per:c1.h", "mem:c2");
    BEYOND("mem:c1", "per:c1.h");
    BEYOND("per:c1.h", "mem:nobody");
    BEYOND("per:nobody", "mem:nobody");
    BEYOND("per:town.h", "mem:isac");
    INSIDE("coord", "mem:c1");
    INSIDE("coord", "per:c1.h");
    INSIDE("mem:coord", "grp:both");
    INSIDE("per:hq.1", "mem:hq");
}

TEST(post_4_each_included_term_needs_one_that_implies_it)
{
    council_make();
    INSIDE("mem:c1 sec:gas std:class1", "std:taskforce cat:critical_infrastructure mem:c1");
    BEYOND("mem:c1 sec:gas mem:c2", "std:taskforce cat:critical_infrastructure mem:c1");
    BEYOND("mem:c2 mem:c1", "mem:c1");
    BEYOND("coord", "");
    CHECK(within("", "", "mem:c1", ""));
}

TEST(post_4_exclusions_are_kept)
{
    council_make();
    CHECK(within("all", "mem:c1", "all", "mem:c1"));
    CHECK(within("all", "mem:c1 mem:c2", "all", "mem:c1"));
    CHECK(!within("all", "", "all", "mem:c1"));
    CHECK(!within("all", "mem:c2", "all", "mem:c1"));
    struct scope d = words_then("all", "all", "mem:c2", "mem:c1"), a = words("all", "mem:c1");
    CHECK(!scope_within(&council, &d, &a));
    a = words_then("mem:c1", "all", "mem:c2", "mem:c1");
    CHECK(!scope_within(&council, &d, &a));
    d = words_then("mem:c1", "all", "mem:c2", "mem:c1");
    CHECK(scope_within(&council, &d, &a));
    a.as_of = d.as_of = DAY_NONE;
    a.as_of = TODAY;
    CHECK(scope_within(&council, &d, &a));
    CHECK(!within("all", "mem:c1", "all", "mem:c1 mem:c2"));
    CHECK(!within("mem:c2", "", "all", "mem:c1"));
    CHECK(!within("coord", "", "all", "auth"));
    CHECK(within("all", "auth", "all", "auth"));
    CHECK(within("all", "cat:critical_infrastructure", "all", "sec:gas"));
    CHECK(!within("all", "sec:gas", "all", "cat:critical_infrastructure"));
    CHECK(!within("all", "cat:other", "all", "sec:gas"));
    CHECK(!within("all", "mem:c1", "all", "sec:gas"));
    CHECK(!within("all", "cat:critical_infrastructure", "all", "cat:other"));
    CHECK(!within("all", "cat:critical_infrastructure", "all", "mem:c1"));
    CHECK(!within("all", "cat:academia", "all", "cat:other"));
    CHECK(within("all", "mem:c1", "all", ""));
}

static bool within_days(const char *d, int32_t d_day, const char *a, int32_t a_day)
{
    struct scope x = words(d, ""), y = words(a, "");
    x.as_of = d_day;
    y.as_of = a_day;
    return scope_within(&council, &x, &y);
}

TEST(post_4_members_as_of_is_kept_or_made_earlier)
{
    council_make();
    const char *const classes[] = {"all", "unspecified", "std:class1", "cat:other", "sec:gas",
                                   "grp:both"};
    for (size_t i = 0; i < 6; i++) {
        const char *t = classes[i];
        CHECK(within_days(t, TODAY, t, TODAY));
        CHECK(within_days(t, TODAY - 1, t, TODAY));
        CHECK(!within_days(t, TODAY + 1, t, TODAY));
        CHECK(!within_days(t, DAY_NONE, t, TODAY));
        CHECK(within_days(t, TODAY, t, DAY_NONE));
    }
    CHECK(!within_days("mem:c1 std:class1", DAY_NONE, "all", TODAY));
    CHECK(within_days("mem:c1 per:c1.h coord", DAY_NONE, "all", TODAY));
}

TEST(post_4_who_is_implied_only_by_a_class_has_joined_by_its_day)
{
    int32_t joined;
    council_make();
    day_parse(SV("2021-06-01"), &joined);
    CHECK(within_days("mem:c2", DAY_NONE, "all", joined));
    CHECK(!within_days("mem:c2", DAY_NONE, "all", joined - 1));
    CHECK(!within_days("per:c2.h", DAY_NONE, "all", joined - 1));
    CHECK(within_days("per:c2.h", DAY_NONE, "all", joined));
    CHECK(within_days("mem:c2", DAY_NONE, "all mem:c2", joined - 1));
    CHECK(within_days("per:c2.h", DAY_NONE, "all mem:c2", joined - 1));
    CHECK(!within_days("mem:gsoc", DAY_NONE, "all", 0));
    the_member("c2")->joined = DAY_NONE;
    CHECK(!within_days("mem:c2", DAY_NONE, "all", joined));
    CHECK(within_days("mem:c2", DAY_NONE, "all", DAY_NONE));
}

/* --- JSON ---------------------------------------------------------------------------------- */

/* What reading JSON gives: the faults as "pointer RULE; …", or the scope's words. */
static struct sv read_scope(const char *quoted)
{
    struct errs e;
    struct scope s;
    struct str out;
    errs_init(&e, council_arena, LANG_EN);
    str_init(&out, council_arena, 100000);
    int rc = scope_from_json(council_arena, &council, quoted ? json_of(quoted) : NULL, SV("/s"), &s, &e);
    CHECK_EQ_INT(rc, e.n ? -1 : 0);
    for (size_t i = 0; i < e.n; i++)
        str_addf(&out, "%s%.*s %s", i ? "; " : "", SV_FMT(e.v[i].pointer),
                 e.v[i].rule ? e.v[i].rule : "-");
    if (e.n)
        CHECK_EQ_INT(e.code, e.rule ? E_REFUSED : E_MALFORMED);
    if (e.n == 0) {
        str_add(&out, scope_include_text(council_arena, &s));
        str_adds(&out, " less ");
        str_add(&out, scope_exclude_text(council_arena, &s));
    }
    return str_sv(&out);
}

#define READS(quoted, want) CHECK_EQ_STR(read_scope(quoted), want)

TEST(post_2_a_scope_is_read_from_json)
{
    council_make();
    READS("'unspecified'", "unspecified less ");
    READS("{'include':[{'all':true},{'standing':'class1'},{'standing':'taskforce'},"
          "{'category':'academia'},{'sector':'gas'},{'group':'both'},{'member':'c1'},"
          "{'person':'c1.h'},{'coordinator':true}]}",
          "all std:class1 std:taskforce cat:academia sec:gas grp:both mem:c1 per:c1.h coord less ");
    READS("{'include':[{'all':true}],'exclude':[{'member':'c1'},{'category':'other'},"
          "{'sector':'gas'},{'authorities':true}],'members_as_of':null}",
          "all less mem:c1 cat:other sec:gas auth");
    READS("{'include':[{'member':'coord'},{'person':'coord.n'}],'exclude':[]}", "coord coord less ");
}

TEST(post_2_what_is_no_term_or_not_known_is_refused)
{
    council_make();
    READS(NULL, "/s POST-2");
    READS("'all'", "/s POST-2");
    READS("{}", "/s/include POST-2");
    READS("{'include':[]}", "/s/include POST-2");
    READS("{'include':[{'everyone':true},{'all':false},{},{'member':'c1','person':'c1.h'}]}",
          "/s/include/0 POST-2; /s/include/1 POST-2; /s/include/2 POST-2; /s/include/3 POST-2");
    READS("{'include':[{'member':'x'},{'person':'x'},{'group':'x'},{'category':'x'},"
          "{'sector':'x'},{'standing':'class2'},{'person':'town.h'},{'constituent':'town'}]}",
          "/s/include/0 POST-2; /s/include/1 POST-2; /s/include/2 POST-2; /s/include/3 POST-2; "
          "/s/include/4 POST-2; /s/include/5 POST-2; /s/include/6 POST-2; /s/include/7 POST-2");
    READS("{'include':[{'authorities':true}]}", "/s/include/0 POST-2");
    READS("{'include':[{'all':true}],'exclude':[{'all':true},{'standing':'class1'},{'group':'both'},"
          "{'person':'c1.h'},{'member':'x'},{'authorities':false}]}",
          "/s/exclude/0 POST-2; /s/exclude/1 POST-2; /s/exclude/2 POST-2; /s/exclude/3 POST-2; "
          "/s/exclude/4 POST-2; /s/exclude/5 POST-2");
}

TEST(acc_6_the_coordinator_is_not_excluded)
{
    council_make();
    READS("{'include':[{'all':true}],'exclude':[{'member':'coord'}]}", "/s/exclude/0 ACC-6");
    READS("{'include':[{'all':true}],'exclude':[{'coordinator':true},{'person':'coord.h'}]}",
          "/s/exclude/0 ACC-6; /s/exclude/1 ACC-6");
}

TEST(form_errors_come_alone_and_without_a_rule)
{
    council_make();
    READS("5", "/s -");
    READS("['unspecified']", "/s -");
    READS("null", "/s -");
    READS("{'include':{'all':true}}", "/s/include -");
    READS("{'include':[{'member':'x'}],'exclude':'auth'}", "/s/exclude -");
    READS("{'include':['all',{'member':5},{'all':'true'},{'member':'x'}]}",
          "/s/include/0 -; /s/include/1 -; /s/include/2 -");
    READS("{'include':[{'all':true}],'x/y~z':1}", "/s/x~1y~0z -");
    READS("{'include':[{'all':true}],'members_as_of':'yesterday'}", "/s/members_as_of -");
    READS("{'include':[{'all':true}],'members_as_of':5}", "/s/members_as_of -");
}

/* {"include":[N terms],"exclude":[M terms]} */
static struct sv many_terms(int n, int m)
{
    struct str s;
    str_init(&s, council_arena, 100000);
    str_adds(&s, "{'include':[");
    for (int i = 0; i < n; i++)
        str_adds(&s, i ? ",{'all':true}" : "{'all':true}");
    str_adds(&s, "],'exclude':[");
    for (int i = 0; i < m; i++)
        str_adds(&s, i ? ",{'member':'c1'}" : "{'member':'c1'}");
    str_adds(&s, "]}");
    return str_sv(&s);
}

TEST(form_a_scope_has_at_most_200_terms)
{
    council_make();
    CHECK(sv_starts(read_scope(many_terms(100, 100).p), SV("all all")));
    CHECK(sv_starts(read_scope(many_terms(200, 0).p), SV("all all")));
    READS(many_terms(100, 101).p, "/s -");
    READS(many_terms(201, 0).p, "/s -");
}

TEST(post_2_members_as_of_is_a_day_of_the_councils_zone)
{
    struct errs e;
    struct scope s;
    council_make();
    errs_init(&e, council_arena, LANG_EN);
    json *j = json_of("{'include':[{'all':true}],'members_as_of':'2026-11-23T15:00:00Z'}");
    CHECK_EQ_INT(scope_from_json(council_arena, &council, j, SV(""), &s, &e), 0);
    CHECK_EQ_INT(s.as_of, TODAY);
    j = json_of("{'include':[{'all':true}],'members_as_of':'2026-11-23T14:59:59Z'}");
    CHECK_EQ_INT(scope_from_json(council_arena, &council, j, SV(""), &s, &e), 0);
    CHECK_EQ_INT(s.as_of, TODAY - 1);
    j = json_of("{'include':[{'all':true}]}");
    CHECK_EQ_INT(scope_from_json(council_arena, &council, j, SV(""), &s, &e), 0);
    CHECK_EQ_INT(s.as_of, DAY_NONE);
    CHECK(s.as_of_at == TIME_NONE);
}

TEST(post_2_what_is_not_understood_keeps_its_place_and_reaches_nobody)
{
    struct errs e;
    struct scope s;
    council_make();
    errs_init(&e, council_arena, LANG_EN);
    json *j = json_of("{'include':[{'member':'x'},{'member':'c1'}]}");
    CHECK_EQ_INT(scope_from_json(council_arena, &council, j, SV(""), &s, &e), -1);
    CHECK_EQ_INT(s.ninclude, 2);
    CHECK_EQ_INT(s.include[0].value, -1);
    CHECK_EQ_INT(s.include[1].value, member("c1"));
}

TEST(con_1_one_term_is_read_from_json)
{
    struct errs e;
    struct term t;
    council_make();
    errs_init(&e, council_arena, LANG_EN);
    CHECK_EQ_INT(term_from_json(council_arena, &council, json_of("{'member':'c1'}"), SV("/to"), &t, &e),
                 0);
    CHECK(t.kind == TERM_MEMBER && t.value == member("c1") && e.n == 0);
    CHECK_EQ_INT(term_from_json(council_arena, &council, json_of("{'member':'x'}"), SV("/to"), &t, &e),
                 -1);
    CHECK_EQ_STR(sv_of(e.v[0].rule), "POST-2");
    CHECK_EQ_STR(pointer_index(council_arena, SV_NONE, 3), "/3");
    errs_init(&e, council_arena, LANG_EN);
    CHECK_EQ_INT(term_from_json(council_arena, &council, json_of("[]"), SV("/to"), &t, &e), -1);
    CHECK_EQ_INT(e.code, E_MALFORMED);
    CHECK_EQ_STR(e.v[0].pointer, "/to");
}

TEST(post_2_a_scope_is_written_as_it_is_read)
{
    const char *const all[] = {
        "'unspecified'",
        ("{'include':[{'all':true},{'standing':'class1'},{'standing':'taskforce'},"
         "{'category':'academia'},{'sector':'gas'},{'group':'both'},{'member':'c1'},"
         "{'person':'c1.h'},{'coordinator':true}]}"),
        ("{'include':[{'all':true}],'exclude':[{'member':'c1'},{'authorities':true}],"
         "'members_as_of':'2026-11-23T15:00:00.000Z'}")};
    council_make();
    for (size_t i = 0; i < 3; i++) {
        struct errs e;
        struct scope s;
        errs_init(&e, council_arena, LANG_EN);
        CHECK_EQ_INT(scope_from_json(council_arena, &council, json_of(all[i]), SV(""), &s, &e), 0);
        CHECK_EQ_SV(scope_json(council_arena, &council, &s), text_json(all[i]));
    }
    const struct term town = term("con:town");
    CHECK_EQ_SV(term_json(council_arena, &council, &town), text_json("{'constituent':'town'}"));
}

TEST_MAIN
