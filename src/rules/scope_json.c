/* Scopes as JSON, read and written: the terms of rules.md section 12, by one table.
 *
 * What it is not: the judgement whether a scope suits a post (post.c).  Called by post.c and by
 * domain/ for every scope or term that comes in or goes out. */
#include "rules/pointer.h"
#include "rules/post.h"

#define SCOPE_JSON_MAX (SCOPE_MAX_TERMS * 512)

struct reader {
    struct arena *a;
    const struct roster *r;
    struct errs *e;
};

/* --- the table of terms -------------------------------------------------------------------- */

static int scope_standing_parse(const struct roster *r, struct sv s)
{
    (void)r;
    return sv_is(s, "class1") ? STANDING_CLASS1 : sv_is(s, "taskforce") ? STANDING_CLASS2 : -1;
}

static int scope_category_parse(const struct roster *r, struct sv s)
{
    (void)r;
    enum category c;
    return category_parse(s, &c) == 0 ? (int)c : -1;
}

static int scope_sector_parse(const struct roster *r, struct sv s)
{
    (void)r;
    enum sector x;
    return sector_parse(s, &x) == 0 ? (int)x : -1;
}

/* A non-member's person is reached by an addition only (ACC-10): in a scope it is not known. */
static int scope_person_parse(const struct roster *r, struct sv s)
{
    int person = roster_person(r, s);
    return person >= 0 && r->persons[person].member >= 0 ? person : -1;
}

static const struct form {
    const char *key;
    enum term_kind kind;
    bool included, excluded; /* where it may stand */
    bool by_id;              /* VALUE is the index of something with an id */
    int (*value)(const struct roster *r, struct sv s); /* NULL: the JSON value is true */
} FORMS[] = {
    {"all", TERM_ALL, true, false, false, NULL},
    {"standing", TERM_STANDING, true, false, false, scope_standing_parse},
    {"category", TERM_CATEGORY, true, true, false, scope_category_parse},
    {"sector", TERM_SECTOR, true, true, false, scope_sector_parse},
    {"group", TERM_GROUP, true, false, true, roster_group},
    {"member", TERM_MEMBER, true, true, true, roster_member},
    {"person", TERM_PERSON, true, false, true, scope_person_parse},
    {"coordinator", TERM_COORDINATOR, true, false, false, NULL},
    {"authorities", TERM_AUTHORITIES, false, true, false, NULL},
    {"constituent", TERM_CONSTITUENT, false, false, true, roster_constituent},
};

#define FORM_COUNT (sizeof FORMS / sizeof FORMS[0])

static const struct form *form_of_kind(enum term_kind kind)
{
    for (size_t i = 0; i < FORM_COUNT; i++)
        if (FORMS[i].kind == kind)
            return &FORMS[i];
    return NULL;
}

/* The form of a term that is an object of one known member; else NULL.  *VALUE_OUT is its value. */
static const struct form *form_of_json(const json *j, json **value_out)
{
    void *iter = NULL;
    struct sv key;
    if (json_len(j) != 1)
        return NULL;
    json_next(j, &iter, &key, value_out);
    for (size_t i = 0; i < FORM_COUNT; i++)
        if (sv_is(key, FORMS[i].key))
            return &FORMS[i];
    return NULL;
}

/* --- form: what is no scope at all --------------------------------------------------------- */

static int malformed(const struct reader *x, struct sv pointer, enum msg m)
{
    return errs_add(x->e, E_MALFORMED, pointer, NULL, m, NO_ARGS);
}

static int term_form(const struct reader *x, const json *j, struct sv pointer)
{
    json *value = NULL;
    if (json_kind(j) != JSON_IS_OBJECT)
        return malformed(x, pointer, MSG_SCOPE_TERM_TYPE);
    const struct form *form = form_of_json(j, &value);
    if (form && json_kind(value) != (form->value ? JSON_IS_STRING : JSON_IS_BOOL))
        return malformed(x, pointer, MSG_SCOPE_TERM_TYPE);
    return 0;
}

static int terms_form(const struct reader *x, const json *j, struct sv pointer)
{
    int rc = 0;
    if (json_kind(j) != JSON_IS_ARRAY)
        return malformed(x, pointer, MSG_SCOPE_TERMS_TYPE);
    for (size_t i = 0; i < json_len(j) && i < SCOPE_MAX_TERMS; i++)
        if (term_form(x, json_at(j, i), pointer_index(x->a, pointer, i)) != 0)
            rc = -1;
    return rc;
}

static int as_of_form(const struct reader *x, const json *j, struct sv pointer)
{
    int64_t at;
    if (json_kind(j) == JSON_IS_NULL || time_parse(json_sv(j), &at) == 0)
        return 0;
    return malformed(x, pointer, MSG_FORM_BAD_TIME);
}

static int field_form(const struct reader *x, struct sv key, const json *value, struct sv pointer)
{
    if (sv_is(key, "include") || sv_is(key, "exclude"))
        return terms_form(x, value, pointer);
    if (sv_is(key, "members_as_of"))
        return as_of_form(x, value, pointer);
    return malformed(x, pointer, MSG_FORM_UNKNOWN_FIELD);
}

static int scope_object_form(const struct reader *x, const json *j, struct sv prefix)
{
    int rc = 0;
    struct sv key;
    json *value;
    for (void *i = NULL; json_next(j, &i, &key, &value);) {
        if (field_form(x, key, value, pointer_key(x->a, prefix, key)) != 0)
            rc = -1;
    }
    if (json_len(json_get(j, "include")) + json_len(json_get(j, "exclude")) > SCOPE_MAX_TERMS)
        rc = malformed(x, prefix, MSG_SCOPE_TERMS_MANY);
    return rc;
}

int scope_form(struct arena *a, const json *j, struct sv prefix, struct errs *e)
{
    struct reader x = {a, NULL, e};
    switch (json_kind(j)) {
    case JSON_IS_ABSENT: /* refused by a rule, not by its form */
    case JSON_IS_STRING:
        return 0;
    case JSON_IS_OBJECT:
        return scope_object_form(&x, j, prefix);
    default:
        return malformed(&x, prefix, MSG_SCOPE_TYPE);
    }
}

/* --- reading ------------------------------------------------------------------------------- */

static int refused(const struct reader *x, struct sv pointer, const char *rule, enum msg m,
                   struct sv what)
{
    return errs_add(x->e, E_REFUSED, pointer, rule, m, ARGS(what));
}

/* Fills *OUT; a term that is not understood stays as a member that nobody knows. */
static int term_read(const struct reader *x, const json *j, bool excluding, struct sv pointer,
                     struct term *out)
{
    json *value = NULL;
    const struct form *form = form_of_json(j, &value);
    *out = (struct term){.kind = TERM_MEMBER, .value = -1};
    if (!form || (!form->value && !json_bool(value, false)))
        return refused(x, pointer, "POST-2", MSG_SCOPE_TERM_UNKNOWN, json_text(x->a, j));
    struct sv said = json_sv(value);
    struct term t = {.kind = form->kind, .value = form->value ? form->value(x->r, said) : 0};
    if (form->by_id)
        t.id = said;
    if (excluding) {
        struct term settled = t;
        term_settle(x->r, &settled);
        if (settled.kind == TERM_COORDINATOR)
            return refused(x, pointer, "ACC-6", MSG_SCOPE_EXCLUDES_COORDINATOR, said);
    } else {
        term_settle(x->r, &t);
    }
    if (!(excluding ? form->excluded : form->included))
        return refused(x, pointer, "POST-2", MSG_SCOPE_TERM_MISPLACED, json_text(x->a, j));
    if (t.value < 0)
        return refused(x, pointer, "POST-2", MSG_SCOPE_ID_UNKNOWN, said);
    *out = t;
    return 0;
}

static int terms_read(const struct reader *x, const json *j, bool excluding, struct sv pointer,
                      struct term **terms_out, size_t *n_out)
{
    int rc = 0;
    size_t n = json_len(j);
    *terms_out = ARENA_ARRAY(x->a, struct term, n);
    *n_out = n;
    for (size_t i = 0; i < n; i++) {
        struct sv at = pointer_index(x->a, pointer, i);
        if (term_read(x, json_at(j, i), excluding, at, &(*terms_out)[i]) != 0)
            rc = -1;
    }
    return rc;
}

static int scope_object_read(const struct reader *x, const json *j, struct sv prefix,
                             struct scope *out)
{
    struct sv include_at = sv_join(x->a, prefix, SV("/include"));
    struct sv exclude_at = sv_join(x->a, prefix, SV("/exclude"));
    int rc =
        terms_read(x, json_get(j, "include"), false, include_at, &out->include, &out->ninclude);
    if (out->ninclude == 0)
        rc = refused(x, include_at, "POST-2", MSG_SCOPE_INCLUDE_EMPTY, SV_NONE);
    if (terms_read(x, json_get(j, "exclude"), true, exclude_at, &out->exclude, &out->nexclude) != 0)
        rc = -1;
    if (time_parse(json_get_sv(j, "members_as_of"), &out->as_of_at) == 0)
        out->as_of = time_day(out->as_of_at);
    return rc;
}

static void unspecified_read(struct arena *a, struct scope *out)
{
    out->include = ARENA_ARRAY(a, struct term, 1);
    out->include[0].kind = TERM_UNSPECIFIED;
    out->ninclude = 1;
}

int scope_from_json(struct arena *a, const struct roster *r, const json *j, struct sv prefix,
                    struct scope *out, struct errs *e)
{
    struct reader x = {a, r, e};
    *out = (struct scope){.as_of = DAY_NONE, .as_of_at = TIME_NONE};
    if (scope_form(a, j, prefix, e) != 0)
        return -1;
    if (json_kind(j) == JSON_IS_OBJECT)
        return scope_object_read(&x, j, prefix, out);
    if (json_kind(j) == JSON_IS_ABSENT)
        return refused(&x, prefix, "POST-2", MSG_SCOPE_MISSING, SV_NONE);
    if (!sv_is(json_sv(j), "unspecified"))
        return refused(&x, prefix, "POST-2", MSG_SCOPE_TERM_UNKNOWN, json_sv(j));
    unspecified_read(a, out);
    return 0;
}

int term_from_json(struct arena *a, const struct roster *r, const json *j, struct sv pointer,
                   struct term *out, struct errs *e)
{
    struct reader x = {a, r, e};
    if (term_form(&x, j, pointer) != 0)
        return -1;
    return term_read(&x, j, false, pointer, out);
}

/* --- writing ------------------------------------------------------------------------------- */

static struct sv value_name(const struct term *t)
{
    switch (t->kind) {
    case TERM_STANDING:
        return sv_of(t->value == STANDING_CLASS1 ? "class1" : "taskforce");
    case TERM_CATEGORY:
        return sv_of(category_name((enum category)t->value));
    case TERM_SECTOR:
        return sv_of(sector_name((enum sector)t->value));
    default:
        return t->id;
    }
}

static void term_write(struct jw *w, const struct term *t)
{
    const struct form *form = form_of_kind(t->kind);
    if (!form) { /* "unspecified", the only one without an object */
        jw_str(w, "unspecified");
        return;
    }
    jw_obj(w);
    if (form->value)
        jw_ksv(w, form->key, value_name(t));
    else
        jw_kbool(w, form->key, true);
    jw_end_obj(w);
}

static void terms_write(struct jw *w, const char *key, const struct term *terms, size_t n)
{
    jw_key(w, key);
    jw_arr(w);
    for (size_t i = 0; i < n; i++)
        term_write(w, &terms[i]);
    jw_end_arr(w);
}

struct sv term_json(struct arena *a, const struct roster *r, const struct term *t)
{
    (void)r;
    struct str s;
    struct jw w;
    str_init(&s, a, SCOPE_JSON_MAX);
    jw_init(&w, &s);
    term_write(&w, t);
    return str_sv(&s);
}

struct sv scope_json(struct arena *a, const struct roster *r, const struct scope *s)
{
    if (scope_is_unspecified(s))
        return term_json(a, r, &s->include[0]);
    struct str out;
    struct jw w;
    str_init(&out, a, SCOPE_JSON_MAX);
    jw_init(&w, &out);
    jw_obj(&w);
    terms_write(&w, "include", s->include, s->ninclude);
    if (s->nexclude > 0)
        terms_write(&w, "exclude", s->exclude, s->nexclude);
    if (s->as_of_at != TIME_NONE)
        jw_ktime(&w, "members_as_of", s->as_of_at);
    jw_end_obj(&w);
    return str_sv(&out);
}
