/* What may be posted: who may not (403), and every refusal of a post (422). */
#include "post_test.h"

/* --- 403 ----------------------------------------------------------------------------------- */

TEST(post_9_a_linked_member_posts_nothing)
{
    council_make();
    struct post p = post_of("ln1.h", "false", ALL);
    FORBIDS(p, "POST-9");
    p.kind = KIND_EARLY_WARNING;
    FORBIDS(p, "POST-9");
    p.person = person("gsoc.n");
    p.kind = KIND_CONSULTATION;
    FORBIDS(p, "-");
}

TEST(who_12_only_who_is_served_posts)
{
    council_make();
    struct post p = post_of("gone.n", "false", ALL);
    FORBIDS(p, "WHO-12");
    p.person = person("cut.h");
    FORBIDS(p, "-");
    the_person("cut.h")->ended = true;
    FORBIDS(p, "WHO-12");
    p.person = -1;
    FORBIDS(p, "WHO-12");
}

TEST(nm_1_a_non_members_person_does_not_post)
{
    council_make();
    struct post p = post_of("town.h", "false", ALL);
    FORBIDS(p, "NM-1");
    p.person = person("isac.h");
    FORBIDS(p, "-");
}

TEST(ew_1_only_the_coordinator_posts_early_warnings)
{
    council_make();
    struct post p = post_of("c1.h", "false", ALL);
    p.kind = KIND_EARLY_WARNING;
    FORBIDS(p, "EW-1");
    p.person = person("affairs.h");
    FORBIDS(p, "EW-1");
    p.person = person("hq.1");
    FORBIDS(p, "EW-1");
    p.person = person("coord.n");
    FORBIDS(p, "-");
}

TEST(sc_3_only_offices_and_the_chair_post_notices)
{
    council_make();
    struct post p = post_of("c1.h", "false", ALL);
    p.kind = KIND_NOTICE;
    FORBIDS(p, "SC-3");
    p.person = person("seat.1");
    FORBIDS(p, "SC-3");
    p.person = person("hq.2");
    FORBIDS(p, "SC-3");
    p.person = person("hq.1");
    FORBIDS(p, "-");
    the_person("hq.1")->ended = true;
    p.person = person("hq.2");
    FORBIDS(p, "-");
    the_member("hq")->chair = false;
    FORBIDS(p, "SC-3");
    p.person = person("affairs.h");
    FORBIDS(p, "-");
    p.person = person("coord.n");
    FORBIDS(p, "-");
    the_member("c1")->chair = true;
    p.person = person("c1.h");
    FORBIDS(p, "SC-3");
}

TEST(all_members_post_the_four_ordinary_kinds)
{
    const enum item_kind kinds[] = {KIND_ANALYSIS, KIND_COUNTERMEASURE, KIND_INCIDENT_REPORT,
                                    KIND_CONSULTATION};
    const char *const posters[] = {"c1.n", "hq.2", "seat.1", "cut.h", "affairs.h", "coord.n"};
    council_make();
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 6; k++) {
            struct post p = post_of(posters[k], "false", ALL);
            p.kind = kinds[i];
            FORBIDS(p, "-");
        }
}

TEST(post_9_only_a_gsoc_posts_on_behalf_and_of_its_own_linked_only)
{
    council_make();
    struct post p = post_of("gsoc.n", "false", ALL);
    p.on_behalf_of = member("ln1");
    FORBIDS(p, "-");
    p.on_behalf_of = member("c1");
    FORBIDS(p, "POST-9");
    p.on_behalf_of = member("gsoc");
    FORBIDS(p, "POST-9");
    p.on_behalf_of = member("ln2");
    FORBIDS(p, "POST-9");
    p.on_behalf_of = -2;
    FORBIDS(p, "POST-9");
    p.person = person("c1.h");
    p.on_behalf_of = member("ln1");
    FORBIDS(p, "POST-9");
    p.person = person("gsoc.n");
    the_member("gsoc")->gsoc = false;
    FORBIDS(p, "POST-9");
}

TEST(post_15_the_coordinator_posts_for_outside_sources_and_not_for_members)
{
    council_make();
    struct post p = post_of("coord.n", "false", ALL);
    p.origin = true;
    FORBIDS(p, "-");
    p.on_behalf_of = -2;
    FORBIDS(p, "-");
    p.on_behalf_of = member("c1");
    FORBIDS(p, "POST-9");
    p.on_behalf_of = member("gsoc");
    FORBIDS(p, "POST-9");
    p = post_of("c1.h", "false", ALL);
    p.origin = true;
    FORBIDS(p, "POST-15");
}

TEST(of_several_reasons_the_first_in_order_is_told)
{
    council_make();
    struct post p = post_of("c1.h", "false", ALL);
    p.kind = KIND_EARLY_WARNING;
    p.on_behalf_of = member("ln1");
    p.origin = true;
    FORBIDS(p, "EW-1");
    p.kind = KIND_NOTICE;
    FORBIDS(p, "SC-3");
    p.kind = KIND_ANALYSIS;
    FORBIDS(p, "POST-9");
}

/* --- 422: secrecy -------------------------------------------------------------------------- */

TEST(post_1_secrecy_is_always_stated)
{
    council_make();
    struct post p = post_of("c1.h", NULL, ALL);
    REFUSES(p, "/secret POST-1");
    p.secret = json_of("null");
    REFUSES(p, "/secret POST-1");
    p.person = person("c1.n");
    REFUSES(p, "/secret POST-1");
    p.person = person("c1.h");
    p.secret = json_of("false");
    REFUSES(p, "");
    p.secret = json_of("true");
    REFUSES(p, "");
}

TEST(post_1_an_office_says_which_parts_are_secret)
{
    const char *const missing[] = {"null", "[]", "'all'", "true", "''"};
    council_make();
    struct post p = post_of("coord.h", "true", ALL);
    REFUSES(p, "/secret_parts POST-1");
    for (size_t i = 0; i < 5; i++) {
        p.secret_parts = json_of(missing[i]);
        REFUSES(p, "/secret_parts POST-1");
    }
    p.person = person("affairs.h");
    REFUSES(p, "/secret_parts POST-1");
    p.secret_parts = json_of("'whole'");
    REFUSES(p, "");
    p.secret_parts = json_of("['/body']");
    REFUSES(p, "");
    p.secret_parts = NULL;
    p.secret = json_of("false");
    REFUSES(p, "");
    p.person = person("c1.h");
    p.secret = json_of("true");
    REFUSES(p, "");
}

TEST(acc_2_a_secret_is_posted_by_a_registered_handler)
{
    council_make();
    struct post p = post_of("c1.n", "true", ALL);
    REFUSES(p, "/secret ACC-2");
    p.person = person("c1.past");
    REFUSES(p, "/secret ACC-2");
    p.person = person("c1.next");
    REFUSES(p, "/secret ACC-2");
    p.person = person("c1.last");
    REFUSES(p, "");
    p.person = person("c1.n");
    p.secret = json_of("false");
    REFUSES(p, "");
    p = post_of("coord.n", "true", ALL);
    REFUSES(p, "/secret ACC-2; /secret_parts POST-1");
}

/* --- 422: scope ---------------------------------------------------------------------------- */

TEST(post_2_a_scope_is_always_stated)
{
    council_make();
    struct post p = post_of("c1.h", "false", NULL);
    REFUSES(p, "/scope POST-2");
    p.secret = NULL;
    REFUSES(p, "/secret POST-1; /scope POST-2");
    p.scope = json_of("{'include':[]}");
    REFUSES(p, "/secret POST-1; /scope/include POST-2");
}

TEST(form_errors_of_a_scope_are_told_before_any_rule)
{
    council_make();
    struct post p = post_of("c1.n", NULL, "{'include':5}");
    REFUSES(p, "/scope/include -");
}

TEST(post_2_a_linked_member_is_not_named_while_its_gsoc_is_excluded)
{
    council_make();
    struct post p = post_of("c1.h", "false",
                            "{'include':[{'coordinator':true},{'member':'ln1'},{'person':'ln1.h'}],"
                            "'exclude':[{'member':'gsoc'}]}");
    REFUSES(p, "/scope/include/1 POST-2; /scope/include/2 POST-2");
    p.scope = json_of("{'include':[{'all':true},{'member':'ln1'}],"
                      "'exclude':[{'category':'national_government'}]}");
    REFUSES(p, "/scope/include/1 POST-2");
    p.scope = json_of("{'include':[{'all':true},{'member':'c2'}],'exclude':[{'member':'gsoc'}]}");
    REFUSES(p, "");
    p.scope = json_of("{'include':[{'member':'ln1'},{'all':true}],'exclude':[{'member':'gsoc'}]}");
    REFUSES(p, "/scope/include/0 POST-2");
    p.scope = json_of("{'include':[{'all':true},{'member':'ln1'}],'exclude':[{'member':'ln1'}]}");
    REFUSES(p, "");
    p.scope = json_of("{'include':[{'member':'x'},{'member':'ln1'}],'exclude':[{'member':'gsoc'}]}");
    REFUSES(p, "/scope/include/0 POST-2; /scope/include/1 POST-2");
}

TEST(post_2_a_gsoc_that_is_an_authority_over_the_provider_or_a_source_counts_as_excluded)
{
    struct ancestor source = {.direct = true, .readable = true, .provider = member("uni"),
                              .scope = {.as_of = DAY_NONE}};
    council_make();
    source.provider = member("uni");
    source.scope = words("all", "");
    the_member("gsoc")->is_authority = true;
    the_member("gsoc")->supervises_sectors = 1u << SECTOR_ELECTRICITY;
    struct post p = post_of("c1.h", "false",
                            "{'include':[{'all':true},{'member':'ln1'}],'exclude':[{'authorities':true}]}");
    REFUSES(p, "/scope/include/1 POST-2");
    p.person = person("c2.h");
    REFUSES(p, "");
    the_member("gsoc")->supervises_categories = 1u << CAT_ACADEMIA;
    REFUSES(p, "");
    p.ancestors = &source;
    p.nancestors = 1;
    REFUSES(p, "/scope/include/1 POST-2");
    the_member("gsoc")->supervises_categories = 1u << CAT_NATIONAL_GOVERNMENT;
    REFUSES(p, "");
    source.provider = member("gsoc");
    REFUSES(p, "/scope/include/1 POST-2");
    source.provider = -1;
    REFUSES(p, "");
    the_member("gsoc")->linked_via = member("uni");
    p.scope = json_of("{'include':[{'all':true},{'member':'gsoc'}],'exclude':[{'member':'uni'}]}");
    REFUSES(p, "/scope/include/1 POST-2");
}

TEST(post_6_a_secret_needs_a_scope)
{
    council_make();
    struct post p = post_of("c1.h", "true", "'unspecified'");
    REFUSES(p, "/scope POST-6");
    p.secret = json_of("false");
    REFUSES(p, "");
    p.secret = NULL;
    REFUSES(p, "/secret POST-1");
}

TEST(post_5_a_secret_names_only_who_may_handle_it)
{
    council_make();
    struct post p = post_of("c1.h", "true",
                            "{'include':[{'coordinator':true},{'member':'uni'},{'member':'c2'},"
                            "{'person':'c2.n'},{'person':'c2.h'},{'member':'seat'},{'member':'empty'},"
                            "{'category':'academia'}]}");
    REFUSES(p, "/scope/include/1 POST-5; /scope/include/3 POST-5; /scope/include/5 POST-5; "
               "/scope/include/6 POST-5");
    p.secret = json_of("false");
    REFUSES(p, "");
    p.secret = json_of("true");
    p.scope = json_of("{'include':[{'coordinator':true},{'member':'shy'},{'group':'both'}]}");
    REFUSES(p, "");
    p.scope = json_of("{'include':[{'all':true},{'person':'c1.past'},{'person':'c1.next'},"
                      "{'person':'c1.last'}]}");
    REFUSES(p, "/scope/include/1 POST-5; /scope/include/2 POST-5");
    p.scope = json_of("{'include':[{'member':'x'},{'member':'uni'}]}");
    REFUSES(p, "/scope/include/0 POST-2; /scope/include/1 POST-5");
    the_person("c2.h")->ended = true;
    p.scope = json_of("{'include':[{'coordinator':true},{'member':'c2'}]}");
    REFUSES(p, "/scope/include/1 POST-5");
    the_person("gsoc.h")->handler = false;
    p.scope = json_of("{'include':[{'all':true},{'member':'gsoc'},{'person':'gsoc.h'}]}");
    REFUSES(p, "/scope/include/1 POST-5; /scope/include/2 POST-5");
}

TEST(post_7_a_direct_exchange_needs_a_reason)
{
    const char *const direct[] = {
        "{'include':[{'member':'c2'}]}", "{'include':[{'person':'c2.h'}]}",
        "{'include':[{'group':'both'}]}", "{'include':[{'member':'c1'},{'member':'c2'}]}",
        "{'include':[{'member':'c2'},{'member':'c1'}]}",
        "{'include':[{'group':'both'},{'group':'alone'}]}"};
    const char *const not_direct[] = {
        "{'include':[{'member':'c2'},{'coordinator':true}]}", "{'include':[{'member':'coord'}]}",
        "{'include':[{'member':'c1'}]}", "{'include':[{'person':'c1.n'}]}",
        "{'include':[{'group':'alone'}]}", "{'include':[{'group':'none'}]}",
        "{'include':[{'member':'c2'},{'sector':'gas'}]}", "'unspecified'"};
    council_make();
    for (size_t i = 0; i < 6; i++) {
        struct post p = post_of("c1.h", "false", direct[i]);
        REFUSES(p, "/direct_reason POST-7");
        p.direct_reason = true;
        REFUSES(p, "");
    }
    for (size_t i = 0; i < 8; i++) {
        struct post p = post_of("c1.h", "false", not_direct[i]);
        REFUSES(p, "");
    }
    struct post other = post_of("c2.h", "false", "{'include':[{'group':'alone'}]}");
    REFUSES(other, "/direct_reason POST-7");
    council.groups[0].nmembers = 1;
    struct post own = post_of("c1.h", "false", "{'include':[{'group':'both'}]}");
    REFUSES(own, "");
}

TEST(post_7_is_not_asked_of_offices_nor_of_a_gsoc_on_behalf)
{
    council_make();
    struct post p = post_of("coord.h", "false", "{'include':[{'member':'c2'}]}");
    REFUSES(p, "");
    p.person = person("affairs.h");
    REFUSES(p, "");
    p.person = person("gsoc.n");
    REFUSES(p, "/direct_reason POST-7");
    p.on_behalf_of = member("ln1");
    REFUSES(p, "");
    p.on_behalf_of = 0;
    REFUSES(p, "");
    p.person = person("hq.1");
    p.on_behalf_of = -1;
    REFUSES(p, "/direct_reason POST-7");
}

TEST(post_7_is_asked_of_a_stored_scope_whose_names_are_gone)
{
    struct errs e;
    council_make();
    struct post p = post_of("c1.h", "false", NULL);
    const char *const gone[] = {"grp:nobody", "mem:nobody", "per:nobody"};
    for (size_t i = 0; i < 3; i++) {
        struct scope s = words(gone[i], "");
        errs_init(&e, council_arena, LANG_EN);
        CHECK_EQ_INT(scope_refusals(council_arena, &council, &p, &s, true, &e), -1);
        CHECK_EQ_STR(faults(&e), "/direct_reason POST-7");
    }
}

TEST(acc_6_the_coordinator_is_not_excluded_by_a_post)
{
    council_make();
    struct post p = post_of("c1.h", "false",
                            "{'include':[{'all':true}],'exclude':[{'member':'coord'}]}");
    REFUSES(p, "/scope/exclude/0 ACC-6");
    p.scope = json_of("{'include':[{'member':'c2'}],'exclude':[{'coordinator':true}]}");
    REFUSES(p, "/scope/exclude/0 ACC-6; /direct_reason POST-7");
}

/* --- 422: TLP ------------------------------------------------------------------------------ */

static struct sv labelled(const char *tlp, const char *secret, const char *scope)
{
    struct post p = post_of("c1.h", secret, scope);
    p.tlp = sv_of(tlp);
    p.direct_reason = true;
    return refusals(&p);
}

#define LABEL(tlp, secret, scope, want) CHECK_EQ_STR(labelled(tlp, secret, scope), want)

TEST(post_16_a_label_agrees_with_the_scope)
{
    const char *const wide[] = {"AMBER+STRICT", "AMBER", "GREEN"};
    council_make();
    LABEL("RED", "true", "{'include':[{'person':'c2.h'},{'coordinator':true}]}", "");
    LABEL("RED", "true", "{'include':[{'member':'coord'}]}", "");
    LABEL("RED", "false", "{'include':[{'person':'c2.h'},{'member':'c2'}]}", "/tlp POST-16");
    LABEL("RED", "false", ALL, "/tlp POST-16");
    LABEL("RED", "false", "'unspecified'", "/tlp POST-16");
    for (size_t i = 0; i < 3; i++) {
        LABEL(wide[i], "true", ALL, "");
        LABEL(wide[i], "false", "{'include':[{'person':'c2.h'}]}", "");
        LABEL(wide[i], "false", "'unspecified'", "/tlp POST-16");
    }
    LABEL("CLEAR", "false", "'unspecified'", "");
    LABEL("CLEAR", "false", ALL, "/tlp POST-16");
    LABEL("CLEAR", "true", "'unspecified'", "/scope POST-6; /tlp POST-16");
    LABEL("WHITE", "false", "'unspecified'", "/tlp POST-16");
    LABEL("amber", "false", ALL, "/tlp POST-16");
    LABEL("", "false", ALL, "/tlp POST-16");
    LABEL(NULL, "false", ALL, "");
    LABEL("CLEAR", "true", "{'include':[{'member':'x'}]}", "/scope/include/0 POST-2; /tlp POST-16");
    LABEL("CLEAR", "false", "{'include':[{'member':'x'}]}", "/scope/include/0 POST-2");
    LABEL("GREEN", "true", "{'include':[{'member':'x'}]}", "/scope/include/0 POST-2");
}

/* --- 422: derivation ----------------------------------------------------------------------- */

TEST(all_refusals_are_listed_and_the_first_gives_the_rule)
{
    struct errs e;
    struct scope s;
    council_make();
    struct ancestor v[] = {source("c2", "std:class1", "")};
    struct post p = post_of("c1.n", "true", "{'include':[{'member':'uni'}]}");
    p.tlp = SV("CLEAR");
    p.ancestors = v;
    p.nancestors = 1;
    REFUSES(p, "/secret ACC-2; /scope/include/0 POST-5; /direct_reason POST-7; /tlp POST-16; "
               "/scope POST-4");
    errs_init(&e, council_arena, LANG_JA);
    post_refusals(council_arena, &council, &p, &s, &e);
    CHECK_EQ_STR(sv_of(e.rule), "ACC-2");
    CHECK_EQ_INT(e.code, E_REFUSED);
    CHECK(sv_find(e.v[1].detail, SV("uni")) > 0);
}

TEST(scope_refusals_of_a_later_scope_are_those_of_a_post)
{
    struct errs e;
    council_make();
    struct post p = post_of("c1.h", NULL, NULL);
    struct scope s = words("mem:c2", "");
    errs_init(&e, council_arena, LANG_EN);
    CHECK_EQ_INT(scope_refusals(council_arena, &council, &p, &s, true, &e), -1);
    CHECK_EQ_STR(faults(&e), "/direct_reason POST-7");
    s = words_then("std:class1", "mem:uni", "auth", "auth");
    errs_init(&e, council_arena, LANG_EN);
    CHECK_EQ_INT(scope_refusals(council_arena, &council, &p, &s, true, &e), 0);
    s = words("unspecified", "");
    CHECK_EQ_INT(scope_refusals(council_arena, &council, &p, &s, false, &e), 0);
    CHECK_EQ_INT(scope_refusals(council_arena, &council, &p, &s, true, &e), -1);
    CHECK_EQ_STR(faults(&e), "/scope POST-6");
    p.tlp = SV("WHITE");
    errs_init(&e, council_arena, LANG_EN);
    CHECK_EQ_INT(scope_refusals(council_arena, &council, &p, &s, false, &e), -1);
    CHECK(sv_find(e.v[0].detail, SV("“WHITE” is no TLP label")) == 0);
}

/* --- the state in which it starts ---------------------------------------------------------- */

TEST(who_3_without_standing_authority_a_post_waits)
{
    council_make();
    struct post p = post_of("c1.h", "false", ALL);
    CHECK_EQ_INT(post_state(&council, &p), STATE_PUBLISHED);
    p.person = person("c1.n");
    CHECK_EQ_INT(post_state(&council, &p), STATE_AWAITING_APPROVAL);
    p.person = person("c1.last");
    CHECK_EQ_INT(post_state(&council, &p), STATE_PUBLISHED);
    p.person = person("coord.h");
    CHECK_EQ_INT(post_state(&council, &p), STATE_AWAITING_APPROVAL);
}

TEST_MAIN
