/* The form of an item as JSON: see page_compose.h. */
#include <string.h>

#include "base/text.h"
#include "domain/member.h"
#include "web/page_compose.h"

#define BODY_MAX ((size_t)8 << 20)

/* ---- lists in one field ---- */

static bool is_break(char c)
{
    return c == '\n' || c == ',';
}

bool next_value(struct sv *rest, struct sv *out)
{
    while (rest->n) {
        size_t n = 0;
        while (n < rest->n && !is_break(rest->p[n]))
            n++;
        *out = text_trim((struct sv){rest->p, n});
        size_t past = n < rest->n ? n + 1 : n;
        *rest = (struct sv){rest->p + past, rest->n - past};
        if (out->n)
            return true;
    }
    return false;
}

struct sv member_id(const struct ctx *c, struct sv typed)
{
    if (roster_member(c->roster, typed) >= 0)
        return typed;
    for (size_t m = 0; m < c->roster->nmembers; m++)
        for (int lang = 0; lang < LANG_COUNT; lang++)
            if (sv_eq(c->roster->members[m].name[lang], typed) && member_is_known(c, (int)m))
                return c->roster->members[m].id;
    return typed;
}

/* ---- scopes ---- */

static void put_named(struct jw *w, const char *key, struct sv id)
{
    jw_obj(w);
    jw_ksv(w, key, id);
    jw_end_obj(w);
}

static void put_true(struct jw *w, const char *key)
{
    jw_obj(w);
    jw_kbool(w, key, true);
    jw_end_obj(w);
}

/* A term by its word ("sec:medical"), as rules/scope.h spells it; what is none becomes a term that
 * the rules refuse. */
static void put_word(struct jw *w, struct sv word)
{
    static const char *const keys[][2] = {{"std:", "standing"}, {"cat:", "category"},
                                          {"sec:", "sector"},   {"grp:", "group"},
                                          {"mem:", "member"},   {"per:", "person"}};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (sv_starts(word, sv_of(keys[i][0]))) {
            put_named(w, keys[i][1], (struct sv){word.p + 4, word.n - 4});
            return;
        }
    if (sv_is(word, "all"))
        put_true(w, "all");
    else if (sv_is(word, "coord"))
        put_true(w, "coordinator");
    else if (sv_is(word, "auth"))
        put_true(w, "authorities");
    else
        put_named(w, "member", word);
}

void compose_terms(struct ctx *c, struct jw *w, const struct fields *f, const char *in,
                   const char *members, const char *persons)
{
    struct sv word, rest = field_get(f, members), one;

    jw_arr(w);
    for (size_t i = 0; field_each(f, in, &i, &word);)
        put_word(w, word);
    while (next_value(&rest, &one))
        put_named(w, "member", member_id(c, one));
    rest = persons ? field_get(f, persons) : SV_NONE;
    while (next_value(&rest, &one))
        put_named(w, "person", one);
    jw_end_arr(w);
}

void compose_scope(struct ctx *c, struct jw *w, const struct fields *f)
{
    if (field_is(f, "reach", "unspecified")) {
        jw_kstr(w, "scope", "unspecified");
        return;
    }
    if (!field_is(f, "reach", "terms"))
        return; /* not stated */
    jw_key(w, "scope");
    jw_obj(w);
    jw_key(w, "include");
    compose_terms(c, w, f, "in", "members", "persons");
    jw_key(w, "exclude");
    compose_terms(c, w, f, "ex", "ex_members", NULL);
    if (field_text(f, "fixed").p)
        jw_ktime(w, "members_as_of", c->now);
    jw_end_obj(w);
}

/* ---- the whole ---- */

static void put_values(struct jw *w, const char *key, struct sv text)
{
    struct sv one;

    if (!text.p)
        return;
    jw_key(w, key);
    jw_arr(w);
    while (next_value(&text, &one))
        jw_sv(w, one);
    jw_end_arr(w);
}

static void put_text(struct jw *w, const struct fields *f)
{
    static const char *const plain[] = {"kind",          "title",       "lang",
                                        "direct_reason", "tlp",         "confidence",
                                        "urgency",       "attribution", "on_behalf_of"};
    static const char *const times[] = {"act_by", "embargo_until", "expires_at"};
    struct arena *a = w->out->a;

    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        field_put_text(w, f, plain[i], plain[i]);
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        field_put_time(w, a, f, times[i], times[i]);
    if (field_get(f, "body").p)
        jw_ksv(w, "body", field_get(f, "body"));
}

static void put_secret(struct jw *w, const struct fields *f)
{
    if (field_is(f, "secret", "yes") || field_is(f, "secret", "no"))
        jw_kbool(w, "secret", field_is(f, "secret", "yes"));
    if (field_text(f, "parts_whole").p)
        jw_kstr(w, "secret_parts", "whole");
}

static void put_topics(struct jw *w, const struct fields *f)
{
    struct sv one;

    jw_key(w, "topics");
    jw_arr(w);
    for (size_t i = 0; field_each(f, "topic", &i, &one);)
        jw_sv(w, one);
    jw_end_arr(w);
}

static void put_others(struct jw *w, const struct fields *f)
{
    if (field_text(f, "about_terms").p) {
        jw_key(w, "about_another");
        jw_obj(w);
        put_values(w, "terms", field_text(f, "about_terms"));
        jw_end_obj(w);
    }
    if (field_text(f, "origin_name").p) {
        jw_key(w, "origin");
        jw_obj(w);
        field_put_text(w, f, "origin_name", "name");
        field_put_text(w, f, "origin_conditions", "conditions");
        field_put_text(w, f, "origin_reference", "reference");
        jw_end_obj(w);
    }
}

int compose_body(struct request *r, const struct fields *f)
{
    struct str text;
    struct jw w;

    str_init(&text, r->c->a, BODY_MAX);
    jw_init(&w, &text);
    jw_obj(&w);
    put_text(&w, f);
    put_secret(&w, f);
    compose_scope(r->c, &w, f);
    put_topics(&w, f);
    if (field_text(f, "indicators").p)
        compose_indicators(r->c, &w, field_text(f, "indicators"), NULL);
    if (field_text(f, "references").p)
        compose_references(&w, field_text(f, "references"));
    put_values(&w, "derived_from", field_text(f, "from"));
    put_others(&w, f);
    jw_end_obj(&w);
    return fields_body(r, "item_new", &text);
}
