/* decide: the pure rules as a program, one JSON question a line on stdin, one answer a line on stdout.
 *
 * It lets an implementation in another language be compared with this one, case by case:
 *     {"world":{"today","now","roster","items":[…],"restrictions":{…}}}   → {"ok":true} or {"error"}
 *     {"read":{"person","item"}}       → {"may","line","rule","outside_scope"}
 *     {"use":{"person","item"}}        → {"permitted_use":[{"use","rule"}]}
 *     {"within":{"d":scope,"a":scope}} → {"within"}
 *     {"post":{"person","post":{…}}}   → {"status","rule","errors":[{"pointer","rule"}],"state"}
 * Questions are about the last world.  Not part of the product: a tool of the tests. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/time.h"
#include "rules/post.h"
#include "rules/roster_json.h"

#define LINE_MAX_BYTES ((size_t)64 << 20)
#define ANSWER_MAX ((size_t)1 << 20)
#define WORLD_MAX ((size_t)1 << 30)

struct witem {
    struct item_facts f;
    const json *j;
    struct sv tlp;
};

struct world {
    struct arena *a;
    struct roster r;
    struct witem *items; /* by id */
    size_t nitems;
    int64_t now;
    int32_t today;
};

static struct world world;

/* --- the world ----------------------------------------------------------------------------- */

static int item_cmp(const void *x, const void *y)
{
    const struct witem *a = (const struct witem *)x, *b = (const struct witem *)y;
    return sv_cmp(a->f.id, b->f.id);
}

static const struct witem *item_find(struct sv id)
{
    const struct witem key = {.f.id = id};
    if (!id.p || world.nitems == 0)
        return NULL;
    return bsearch(&key, world.items, world.nitems, sizeof key, item_cmp);
}

static struct scope scope_read(struct arena *a, const json *j, struct errs *e)
{
    struct scope s;
    scope_from_json(a, &world.r, j, SV(""), &s, e);
    return s;
}

static int person_or_none(const json *j, const char *key)
{
    return roster_person(&world.r, json_get_sv(j, key));
}

static void grant_read(const json *j, struct grant *g, struct errs *e)
{
    struct arena *a = world.a;
    struct sv kind = json_get_sv(j, "kind");
    g->open = true;
    if (time_parse(json_get_sv(j, "until"), &g->until) != 0)
        g->until = TIME_NONE;
    if (sv_is(kind, "consent")) {
        g->kind = GRANT_CONSENT;
        term_from_json(a, &world.r, json_get(j, "term"), SV("/term"), &g->term, e);
    } else if (sv_is(kind, "addition")) {
        struct sv id = json_get_sv(j, "constituent");
        const json *persons = json_get(j, "persons");
        g->kind = GRANT_ADDITION;
        g->emergency = json_bool(json_get(j, "emergency"), false);
        g->term = (struct term){TERM_CONSTITUENT, roster_constituent(&world.r, id), id};
        g->npersons = json_len(persons);
        g->persons = ARENA_ARRAY(a, int, g->npersons);
        for (size_t i = 0; i < g->npersons; i++)
            g->persons[i] = roster_person(&world.r, json_sv(json_at(persons, i)));
    } else {
        g->kind = GRANT_MINIMAL;
        g->term = (struct term){TERM_PERSON, person_or_none(j, "person"), json_get_sv(j, "person")};
    }
}

static void grants_read(const json *list, struct witem *w, struct errs *e)
{
    struct grant *grants = ARENA_ARRAY(world.a, struct grant, json_len(list));
    for (size_t i = 0; i < json_len(list); i++) {
        const json *j = json_at(list, i);
        grant_read(j, &grants[i], e);
        int64_t from;
        grants[i].open = time_parse(json_get_sv(j, "from"), &from) != 0 || from <= world.now;
        grants[i].open_secret = json_bool(json_get(j, "open_secret"), false);
    }
    w->f.grants = grants;
    w->f.ngrants = json_len(list);
}

static void subjects_read(const json *origins, struct witem *w)
{
    int *v = ARENA_ARRAY(world.a, int, json_len(origins) + 1);
    v[0] = w->f.provider;
    for (size_t i = 0; i < json_len(origins); i++)
        v[i + 1] = roster_member(&world.r, json_sv(json_at(origins, i)));
    w->f.subjects = v;
    w->f.nsubjects = json_len(origins) + 1;
}

static void item_read(const json *j, struct witem *w, struct errs *e)
{
    w->j = j;
    w->f.id = json_get_sv(j, "id");
    if (item_kind_parse(json_get_sv(j, "kind"), &w->f.kind) != 0 ||
        item_state_parse(json_get_sv(j, "state"), &w->f.state) != 0)
        fail(e, E_MALFORMED, NULL, MSG_TITLE_MALFORMED, NO_ARGS);
    w->f.secret = json_bool(json_get(j, "secret"), true);
    w->f.released_by_office = json_bool(json_get(j, "released_by_office"), false);
    w->f.provider = roster_member(&world.r, json_get_sv(j, "provider"));
    struct sv poster = json_get_sv(j, "posted_by_member");
    w->f.poster = poster.p ? roster_member(&world.r, poster) : w->f.provider;
    w->f.scope = scope_read(world.a, json_get(j, "scope"), e);
    w->tlp = json_get_sv(j, "tlp");
    grants_read(json_get(j, "grants"), w, e);
    subjects_read(json_get(j, "origins"), w);
}

static void restrictions_read(const json *j)
{
    struct sv id;
    json *value;
    for (void *i = NULL; json_next(j, &i, &id, &value);) {
        int member = roster_member(&world.r, id);
        const json *left = json_get(value, "left");
        if (member < 0)
            continue;
        struct svs *out = &world.r.members[member].left;
        out->v = ARENA_ARRAY(world.a, struct sv, json_len(left));
        for (out->n = 0; out->n < json_len(left); out->n++)
            out->v[out->n] = json_sv(json_at(left, out->n));
    }
}

static int world_read(const json *j, struct errs *e)
{
    const json *items = json_get(j, "items");
    if (roster_from_json(world.a, json_get(j, "roster"), &world.r, e) != 0)
        return -1;
    time_set_zone(world.r.timezone);
    if (time_parse(json_get_sv(j, "now"), &world.now) != 0 ||
        day_parse(json_get_sv(j, "today"), &world.today) != 0)
        return fail(e, E_MALFORMED, NULL, MSG_TITLE_MALFORMED, NO_ARGS);
    restrictions_read(json_get(j, "restrictions"));
    world.nitems = json_len(items);
    world.items = ARENA_ARRAY(world.a, struct witem, world.nitems);
    for (size_t i = 0; i < world.nitems; i++)
        item_read(json_at(items, i), &world.items[i], e);
    qsort(world.items, world.nitems, sizeof *world.items, item_cmp);
    return e->code == E_NONE ? 0 : -1;
}

/* --- questions ----------------------------------------------------------------------------- */

static void errors_write(struct jw *w, const struct errs *e)
{
    jw_key(w, "errors");
    jw_arr(w);
    for (size_t i = 0; i < e->n; i++) {
        jw_obj(w);
        jw_ksv(w, "pointer", e->v[i].pointer);
        jw_kstr(w, "rule", e->v[i].rule);
        jw_ksv(w, "detail", e->v[i].detail);
        jw_end_obj(w);
    }
    jw_end_arr(w);
}

static void error_write(struct jw *w, const struct errs *e)
{
    jw_kstr(w, "error", "refused");
    jw_kstr(w, "rule", e->rule);
    jw_ksv(w, "detail", e->detail);
    errors_write(w, e);
}

static void answer_read(const json *q, struct jw *w)
{
    const struct witem *item = item_find(json_get_sv(q, "item"));
    struct decision d;
    if (!item) {
        jw_kstr(w, "error", "no such item");
        return;
    }
    policy_may_read(&world.r, person_or_none(q, "person"), &item->f, world.now, world.today, &d);
    jw_kbool(w, "may", d.may);
    if (d.line == 13)
        jw_knull(w, "line");
    else
        jw_kint(w, "line", d.line);
    jw_kstr(w, "rule", d.rule);
    jw_kbool(w, "outside_scope", d.outside_scope);
}

static void answer_use(const json *q, struct jw *w)
{
    const struct witem *item = item_find(json_get_sv(q, "item"));
    int person = person_or_none(q, "person");
    struct permitted uses[USE_COUNT];
    struct decision d;
    size_t n = 0;
    if (item && policy_may_read(&world.r, person, &item->f, world.now, world.today, &d))
        n = policy_permitted_use(&world.r, person, &item->f, &d, item->tlp, uses);
    jw_key(w, "permitted_use");
    jw_arr(w);
    for (size_t i = 0; i < n; i++) {
        jw_obj(w);
        jw_kstr(w, "use", use_name(uses[i].use));
        jw_kstr(w, "rule", uses[i].rule);
        jw_end_obj(w);
    }
    jw_end_arr(w);
}

static void answer_within(struct arena *a, const json *q, struct errs *e, struct jw *w)
{
    struct scope d = scope_read(a, json_get(q, "d"), e);
    struct scope s = scope_read(a, json_get(q, "a"), e);
    jw_kbool(w, "within", scope_within(&world.r, &d, &s));
}

struct ancestors {
    struct arena *a;
    int person;
    struct ancestor *v;
    size_t n, max;
};

/* The source ID, and what stands above it where the poster may read it. */
static void ancestor_add(struct ancestors *x, struct sv id, bool direct)
{
    const struct witem *item = item_find(id);
    struct decision d;
    if (x->n == x->max)
        return;
    struct ancestor *out = &x->v[x->n++];
    *out = (struct ancestor){.id = id, .direct = direct, .provider = -1};
    if (!item)
        return;
    out->readable =
        policy_may_read(&world.r, x->person, &item->f, world.now, world.today, &d);
    out->provider = item->f.provider;
    out->secret = item->f.secret;
    out->scope = item->f.scope;
    out->grants = item->f.grants;
    out->ngrants = item->f.ngrants;
    const json *above = json_get(item->j, "derived_from");
    for (size_t i = 0; (out->readable || !direct) && i < json_len(above); i++)
        ancestor_add(x, json_sv(json_at(above, i)), false);
}

static int on_behalf_of(const json *body)
{
    const json *j = json_get(body, "on_behalf_of");
    if (json_kind(j) == JSON_IS_ABSENT || json_kind(j) == JSON_IS_NULL)
        return -1;
    int member = roster_member(&world.r, json_sv(j));
    return member >= 0 ? member : -2;
}

static void answer_post(struct arena *a, const json *q, struct errs *e, struct jw *w)
{
    const json *body = json_get(q, "post"), *sources = json_get(body, "derived_from");
    struct ancestors x = {.a = a, .person = person_or_none(q, "person"), .max = json_len(sources) ? 1000 : 0};
    struct scope scope;
    x.v = ARENA_ARRAY(a, struct ancestor, x.max);
    for (size_t i = 0; i < json_len(sources); i++)
        ancestor_add(&x, json_sv(json_at(sources, i)), true);
    struct post p = {
        .person = x.person,
        .secret = json_get(body, "secret"),
        .secret_parts = json_get(body, "secret_parts"),
        .scope = json_get(body, "scope"),
        .tlp = json_get_sv(body, "tlp"),
        .direct_reason = sv_trim(json_get_sv(body, "direct_reason")).n > 0,
        .on_behalf_of = on_behalf_of(body),
        .origin = json_kind(json_get(body, "origin")) == JSON_IS_OBJECT,
        .ancestors = x.v,
        .nancestors = x.n,
        .today = world.today,
        .now = world.now,
    };
    if (time_parse(json_get_sv(body, "expires_at"), &p.expires_at) != 0)
        p.expires_at = TIME_NONE;
    bool posted = item_kind_parse(json_get_sv(body, "kind"), &p.kind) == 0 &&
                  post_forbidden(&world.r, &p, e) == 0 &&
                  post_refusals(a, &world.r, &p, &scope, e) == 0;
    jw_kint(w, "status", posted ? 201 : err_http(e->code));
    jw_kstr(w, "rule", e->rule);
    errors_write(w, e);
    jw_kstr(w, "state", posted ? item_state_name(post_state(&world.r, &p)) : NULL);
}

static void answer_world(const json *q, struct errs *e, struct jw *w)
{
    if (world_read(q, e) == 0)
        jw_kbool(w, "ok", true);
    else
        error_write(w, e);
}

static void answer(struct arena *a, struct sv line, struct jw *w)
{
    struct errs e;
    json *j;
    bool is_world = sv_starts(line, SV("{\"world\""));
    if (is_world)
        arena_reset(world.a);
    errs_init(&e, a, LANG_EN);
    if (json_parse(is_world ? world.a : a, line, &j, &e) != 0)
        error_write(w, &e);
    else if (is_world)
        answer_world(json_get(j, "world"), &e, w);
    else if (json_get(j, "read"))
        answer_read(json_get(j, "read"), w);
    else if (json_get(j, "use"))
        answer_use(json_get(j, "use"), w);
    else if (json_get(j, "within"))
        answer_within(a, json_get(j, "within"), &e, w);
    else if (json_get(j, "post"))
        answer_post(a, json_get(j, "post"), &e, w);
    else
        jw_kstr(w, "error", "no such question");
}

int main(void)
{
    static char line[LINE_MAX_BYTES];
    struct arena *a = arena_new("question", WORLD_MAX);
    crypto_init();
    world.a = arena_new("world", WORLD_MAX);
    while (fgets(line, (int)sizeof line, stdin)) {
        struct str out;
        struct jw w;
        str_init(&out, a, ANSWER_MAX);
        jw_init(&w, &out);
        jw_obj(&w);
        answer(a, sv_trim(sv_of(line)), &w);
        jw_end_obj(&w);
        printf("%.*s\n", SV_FMT(str_sv(&out)));
        fflush(stdout);
        arena_reset(a);
    }
    arena_free(&a);
    arena_free(&world.a);
    return 0;
}
