/* What may be derived from the items of others (POST-4, CON-1). */
#include "post_test.h"

TEST(post_4_a_derived_item_stays_within_each_source_of_another)
{
    council_make();
    struct ancestor v[] = {source("c2", "std:taskforce", ""), source("uni", "all", "mem:isac")};
    struct post p = post_of("c1.h", "false",
                            "{'include':[{'standing':'class1'}],'exclude':[{'member':'isac'}]}");
    p.ancestors = v;
    p.nancestors = 2;
    REFUSES(p, "");
    p.scope = json_of("{'include':[{'standing':'class1'}]}");
    REFUSES(p, "/scope POST-4");
    p.scope = json_of("{'include':[{'all':true}],'exclude':[{'member':'isac'}]}");
    REFUSES(p, "/scope POST-4");
    p.scope = json_of(ALL);
    REFUSES(p, "/scope POST-4");
    v[0].consented = true;
    REFUSES(p, "/scope POST-4");
    v[1].consented = true;
    REFUSES(p, "");
    v[1].consented = false;
    v[1].direct = false;
    v[1].readable = false;
    REFUSES(p, "/scope POST-4");
}

TEST(con_1_a_consent_widens_by_what_was_asked_and_no_more)
{
    council_make();
    struct ancestor v[] = {source("c2", "std:taskforce", "mem:isac")};
    struct grant g = {.kind = GRANT_CONSENT, .term = {.kind = TERM_MEMBER, .value = member("uni")},
                      .until = TIME_NONE, .open = true};
    g.term.id = SV("uni");
    struct post p = post_of("c1.h", "false",
                            "{'include':[{'member':'uni'},{'standing':'class1'},{'coordinator':true}],"
                            "'exclude':[{'member':'isac'}]}");
    p.now = 1000;
    p.expires_at = TIME_NONE;
    p.ancestors = v;
    p.nancestors = 1;
    REFUSES(p, "/scope POST-4");
    v[0].grants = &g;
    v[0].ngrants = 1;
    REFUSES(p, "");
    g.open = false;
    REFUSES(p, "/scope POST-4");
    g.open = true;
    g.until = 2000;
    REFUSES(p, "/scope POST-4"); /* would outlast the consent */
    p.expires_at = 2000;
    REFUSES(p, "");
    p.expires_at = 2001;
    REFUSES(p, "/scope POST-4");
    p.expires_at = 2000;
    p.now = 2000;
    REFUSES(p, "/scope POST-4"); /* is over */
    g.until = TIME_NONE;
    p.scope = json_of("{'include':[{'member':'uni'},{'coordinator':true}]}"); /* lost the exclusion */
    REFUSES(p, "/scope POST-4");
    p.scope = json_of("{'include':[{'member':'uni'},{'sector':'gas'}],'exclude':[{'member':'isac'}]}");
    REFUSES(p, "/scope POST-4");
}

TEST(con_1_a_consent_of_one_provider_is_not_that_of_another)
{
    council_make();
    struct ancestor v[] = {source("c2", "std:taskforce", ""), source("isac", "std:class1", "")};
    struct grant g = {.kind = GRANT_CONSENT, .term = term("mem:uni"), .until = TIME_NONE, .open = true};
    struct post p = post_of("c1.h", "false", "{'include':[{'member':'uni'},{'standing':'class1'}]}");
    p.ancestors = v;
    p.nancestors = 2;
    v[0].grants = &g;
    v[0].ngrants = 1;
    REFUSES(p, "/scope POST-4");
    v[1].grants = &g;
    v[1].ngrants = 1;
    REFUSES(p, "");
}

TEST(con_1_what_need_not_be_secret_is_so_for_whom_the_consent_names)
{
    council_make();
    struct ancestor v[] = {source("c2", "all", "")};
    struct grant g = {.kind = GRANT_CONSENT, .term = term("mem:uni"), .until = TIME_NONE,
                      .open = true, .open_secret = true};
    struct post p = post_of("c1.h", "false", "{'include':[{'member':'uni'}]}");
    p.direct_reason = true;
    p.ancestors = v;
    p.nancestors = 1;
    v[0].secret = true;
    v[0].grants = &g;
    REFUSES(p, "/secret POST-4");
    v[0].ngrants = 1;
    REFUSES(p, "");
    p.scope = json_of("{'include':[{'member':'uni'},{'member':'isac'}]}");
    REFUSES(p, "/secret POST-4");
    p.scope = NULL;
    REFUSES(p, "/scope POST-2");
    v[0].ngrants = 0;
    REFUSES(p, "/scope POST-2; /secret POST-4");
    v[0].ngrants = 1;
    g.open_secret = false;
    REFUSES(p, "/scope POST-2; /secret POST-4");
    g.open_secret = true;
    g.open = false;
    REFUSES(p, "/scope POST-2; /secret POST-4");
    g.open = true;
    g.kind = GRANT_MINIMAL;
    REFUSES(p, "/scope POST-2; /secret POST-4");
}

TEST(post_4_own_sources_bind_nobody)
{
    council_make();
    struct ancestor v[] = {source("c1", "std:class1", "")};
    struct post p = post_of("c1.h", "false", ALL);
    p.ancestors = v;
    p.nancestors = 1;
    v[0].secret = true;
    REFUSES(p, "");
    v[0].provider = -1;
    REFUSES(p, "/scope POST-4; /secret POST-4");
    p.person = person("gsoc.h");
    v[0].provider = member("ln1");
    REFUSES(p, "/scope POST-4; /secret POST-4");
    p.on_behalf_of = member("ln1");
    REFUSES(p, "");
    v[0].provider = member("gsoc");
    REFUSES(p, "/scope POST-4; /secret POST-4");
    p = post_of("c1.h", "false", ALL);
    p.ancestors = v;
    p.nancestors = 1;
    p.on_behalf_of = member("gsoc");
    REFUSES(p, "");
}

TEST(post_4_a_secret_source_makes_it_secret)
{
    council_make();
    struct ancestor v[] = {source("c2", "all", ""), source("uni", "all", "")};
    struct post p = post_of("c1.h", "false", ALL);
    p.ancestors = v;
    p.nancestors = 2;
    REFUSES(p, "");
    v[0].secret = v[1].secret = true;
    REFUSES(p, "/secret POST-4");
    struct grant given = {.kind = GRANT_CONSENT, .term = {.kind = TERM_ALL}, .until = TIME_NONE,
                          .open = true, .open_secret = true};
    struct grant silent = given;
    silent.open_secret = false;
    v[0].grants = v[1].grants = &given;
    v[0].ngrants = 1;
    REFUSES(p, "/secret POST-4");
    v[1].ngrants = 1;
    REFUSES(p, "");
    v[1].grants = &silent;
    REFUSES(p, "/secret POST-4");
    p.secret = json_of("true");
    REFUSES(p, "");
    p.secret = NULL;
    REFUSES(p, "/secret POST-1");
}

TEST(post_4_a_source_that_may_not_be_read_is_as_one_that_does_not_exist)
{
    council_make();
    struct ancestor hidden = source("c2", "mem:uni", "");
    struct ancestor v[] = {source("uni", "all", ""), hidden};
    struct post p = post_of("c1.h", "false", ALL);
    p.ancestors = v;
    p.nancestors = 2;
    v[1].readable = false;
    v[1].secret = true;
    REFUSES(p, "/derived_from/1 POST-4");
    v[1] = (struct ancestor){.id = SV("source"), .provider = -1, .direct = true};
    REFUSES(p, "/derived_from/1 POST-4");
    v[0].direct = false;
    REFUSES(p, "/derived_from/0 POST-4");
    v[0].readable = v[0].direct = false;
    v[0].secret = true;
    REFUSES(p, "/secret POST-4; /derived_from/0 POST-4");
}

TEST_MAIN
