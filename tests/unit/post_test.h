/* Posts of the little council of council.h, and their refusals as text.  For test_post.c and
 * test_derive.c. */
#ifndef NOROSHI_POST_TEST_H
#define NOROSHI_POST_TEST_H

#include "council.h"

/* A post by c1.h to all; the tests change what they are about. */
static inline struct post post_of(const char *who, const char *secret, const char *scope)
{
    return (struct post){.person = person(who),
                         .kind = KIND_ANALYSIS,
                         .secret = secret ? json_of(secret) : NULL,
                         .scope = scope ? json_of(scope) : NULL,
                         .on_behalf_of = -1,
                         .today = TODAY};
}

/* The rule that forbids it, or "-". */
static inline struct sv forbidden(const struct post *p)
{
    struct errs e;
    errs_init(&e, council_arena, LANG_EN);
    int rc = post_forbidden(&council, p, &e);
    CHECK_EQ_INT(rc, e.code == E_NONE ? 0 : -1);
    if (rc != 0)
        CHECK(e.code == E_FORBIDDEN && e.n == 0 && e.detail.n > 10);
    return sv_of(rc ? e.rule : "-");
}

#define FORBIDS(p, want) CHECK_EQ_STR(forbidden(&(p)), want)

static inline struct sv faults(const struct errs *e)
{
    struct str out;
    str_init(&out, council_arena, 100000);
    for (size_t i = 0; i < e->n; i++)
        str_addf(&out, "%s%.*s %s", i ? "; " : "", SV_FMT(e->v[i].pointer),
                 e->v[i].rule ? e->v[i].rule : "-");
    return str_sv(&out);
}

/* All refusals as "pointer RULE; …". */
static inline struct sv refusals(const struct post *p)
{
    struct errs e;
    struct scope s;
    errs_init(&e, council_arena, LANG_EN);
    int rc = post_refusals(council_arena, &council, p, &s, &e);
    CHECK_EQ_INT(rc, e.n ? -1 : 0);
    return faults(&e);
}

#define REFUSES(p, want) CHECK_EQ_STR(refusals(&(p)), want)

#define ALL "{'include':[{'all':true}]}"
#define COORD "{'include':[{'coordinator':true}]}"

static inline struct ancestor source(const char *provider, const char *include, const char *exclude)
{
    return (struct ancestor){.id = SV("source"), .provider = member(provider), .direct = true,
                             .readable = true, .scope = words(include, exclude)};
}

#endif
