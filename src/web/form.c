/* Documents against compiled schemas: see form.h. */
#include "web/form.h"

#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "base/time.h"
#include "web/form_private.h"

#define FORM_MAX_ERRORS 1000

/* Where in the document: written out only when something is wrong there. */
struct place {
    const struct place *up;
    struct sv key; /* SV_NONE: an index */
    size_t index;
};

static void check(const struct form *f, const json *j, const struct place *at, struct errs *e);

/* ---- places ---- */

static void write_place(struct str *s, const struct place *at)
{
    if (!at)
        return;
    write_place(s, at->up);
    if (!at->key.p) {
        str_addf(s, "/%zu", at->index);
        return;
    }
    str_addc(s, '/');
    for (size_t i = 0; i < at->key.n; i++) {
        char c = at->key.p[i];
        if (c == '~' || c == '/')
            str_adds(s, c == '~' ? "~0" : "~1");
        else
            str_addc(s, c);
    }
}

static void wrong(struct errs *e, const struct place *at, enum msg m, struct sv arg)
{
    struct str pointer;

    if (e->n >= FORM_MAX_ERRORS)
        return;
    str_init(&pointer, e->a, 4096);
    write_place(&pointer, at);
    errs_add(e, E_MALFORMED, str_sv(&pointer), NULL, m, ARGS(arg));
}

static void wrong_number(struct errs *e, const struct place *at, enum msg m, int64_t limit)
{
    wrong(e, at, m, sv_fmt(e->a, "%lld", (long long)limit));
}

/* ---- values by type ---- */

enum form_type form_type_of(const json *j)
{
    static const enum form_type types[] = {
        [JSON_IS_ABSENT] = TYPE_NULL,  [JSON_IS_NULL] = TYPE_NULL,
        [JSON_IS_BOOL] = TYPE_BOOLEAN, [JSON_IS_INT] = TYPE_INTEGER,
        [JSON_IS_REAL] = TYPE_NUMBER,  [JSON_IS_STRING] = TYPE_STRING,
        [JSON_IS_ARRAY] = TYPE_ARRAY,  [JSON_IS_OBJECT] = TYPE_OBJECT,
    };

    return types[json_kind(j)];
}

static bool type_fits(const struct form *f, const json *j)
{
    enum form_type t = form_type_of(j);

    return (f->types & t) != 0 || (t == TYPE_INTEGER && (f->types & TYPE_NUMBER) != 0);
}

static bool same_value(const json *a, const json *b)
{
    if (json_kind(a) != json_kind(b))
        return false;
    switch (json_kind(a)) {
    case JSON_IS_STRING:
        return sv_eq(json_sv(a), json_sv(b));
    case JSON_IS_INT:
        return json_int(a, 0) == json_int(b, 0);
    case JSON_IS_BOOL:
        return json_bool(a, false) == json_bool(b, false);
    case JSON_IS_NULL:
        return true;
    default:
        return false;
    }
}

static bool is_one_of(const json *values, const json *j)
{
    for (size_t i = 0; i < json_len(values); i++)
        if (same_value(json_at(values, i), j))
            return true;
    return false;
}

static bool email_ok(struct sv s)
{
    const char *at = s.n ? memchr(s.p, '@', s.n) : NULL;

    if (!at || at == s.p || at + 1 == s.p + s.n ||
        memchr(at + 1, '@', (size_t)(s.p + s.n - at - 1)))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f || s.p[i] == '<' || s.p[i] == '>' ||
            s.p[i] == ',' || s.p[i] == ';' || s.p[i] == '"')
            return false;
    return true;
}

static void check_format(const struct form *f, struct sv s, const struct place *at, struct errs *e)
{
    int64_t ms;
    int32_t day;

    if (f->format == FORMAT_DATE_TIME && time_parse(s, &ms))
        wrong(e, at, MSG_FORM_BAD_TIME, SV(""));
    if (f->format == FORMAT_DATE && day_parse(s, &day))
        wrong(e, at, MSG_FORM_BAD_DATE, SV(""));
    if (f->format == FORMAT_UUID && !uuid_ok(s))
        wrong(e, at, MSG_FORM_BAD_ID, SV(""));
    if (f->format == FORMAT_EMAIL && !email_ok(s))
        wrong(e, at, MSG_FORM_BAD_EMAIL, SV(""));
}

static void check_string(const struct form *f, struct sv s, const struct place *at, struct errs *e)
{
    int64_t n = f->min_length >= 0 || f->max_length >= 0 ? (int64_t)utf8_len(s) : 0;

    if (f->max_length >= 0 && n > f->max_length)
        wrong_number(e, at, MSG_FORM_TOO_LONG, f->max_length);
    if (f->min_length >= 0 && n < f->min_length)
        wrong_number(e, at, MSG_FORM_TOO_SHORT, f->min_length);
    check_format(f, s, at, e);
}

static void check_number(const struct form *f, const json *j, const struct place *at,
                         struct errs *e)
{
    double v = json_double(j, 0);

    if (f->has_minimum && v < f->minimum)
        wrong(e, at, MSG_FORM_TOO_SMALL, sv_fmt(e->a, "%g", f->minimum));
    if (f->has_maximum && v > f->maximum)
        wrong(e, at, MSG_FORM_TOO_GREAT, sv_fmt(e->a, "%g", f->maximum));
}

static void check_array(const struct form *f, const json *j, const struct place *at, struct errs *e)
{
    size_t n = json_len(j);

    if (f->max_items >= 0 && n > (size_t)f->max_items) {
        wrong_number(e, at, MSG_FORM_TOO_MANY, f->max_items);
        return;
    }
    if (f->min_items >= 0 && n < (size_t)f->min_items)
        wrong_number(e, at, MSG_FORM_TOO_FEW, f->min_items);
    for (size_t i = 0; f->items && i < n; i++) {
        struct place here = {.up = at, .index = i};
        check(f->items, json_at(j, i), &here, e);
    }
}

static const struct form_property *find_property(const struct form *f, struct sv name)
{
    size_t lo = 0, hi = f->nproperties;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = sv_cmp(name, f->properties[mid].name);
        if (c == 0)
            return &f->properties[mid];
        if (c < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}

static void check_members(const struct form *f, const json *j, const struct place *at,
                          struct errs *e)
{
    struct sv key;
    json *value;

    for (void *i = NULL; json_next(j, &i, &key, &value);) {
        struct place here = {.up = at, .key = key};
        const struct form_property *p = find_property(f, key);
        if (p && p->form)
            check(p->form, value, &here, e);
        else if (!p && f->closed)
            wrong(e, &here, MSG_FORM_UNKNOWN_FIELD, SV(""));
        else if (!p && f->others)
            check(f->others, value, &here, e);
    }
}

static void check_object(const struct form *f, const json *j, const struct place *at,
                         struct errs *e)
{
    for (size_t i = 0; i < f->nproperties; i++) {
        const struct form_property *p = &f->properties[i];
        struct place here = {.up = at, .key = p->name};
        if (p->required && !json_get(j, p->name.p))
            wrong(e, &here, MSG_FORM_MISSING, SV(""));
    }
    check_members(f, j, at, e);
}

/* ---- choices ---- */

/* Could J be F at all: is its type among F's, through references and choices? */
static bool could_be(const struct form *f, const json *j)
{
    if (f->is && !could_be(f->is, j))
        return false;
    if (f->nchoices == 0)
        return type_fits(f, j);
    for (size_t i = 0; i < f->nchoices; i++)
        if (could_be(f->choices[i], j))
            return true;
    return false;
}

/* The first choice that fits.  If none does, what is wrong with the only one of its type is told.
 */
static void check_choices(const struct form *f, const json *j, const struct place *at,
                          struct errs *e)
{
    const struct form *only = NULL;
    size_t candidates = 0;

    for (size_t i = 0; i < f->nchoices; i++) {
        struct errs mine;
        if (!could_be(f->choices[i], j))
            continue;
        errs_init(&mine, e->a, e->lang);
        check(f->choices[i], j, at, &mine);
        if (mine.code == E_NONE)
            return;
        only = f->choices[i];
        candidates++;
    }
    if (candidates == 1)
        check(only, j, at, e);
    else
        wrong(e, at, MSG_FORM_NO_CHOICE, SV(""));
}

static void check(const struct form *f, const json *j, const struct place *at, struct errs *e)
{
    if (f->is)
        check(f->is, j, at, e);
    if (!type_fits(f, j)) {
        wrong(e, at, MSG_FORM_WRONG_TYPE, f->type_text);
        return;
    }
    if (f->values && !is_one_of(f->values, j)) {
        wrong(e, at, MSG_FORM_BAD_VALUE, f->values_text);
        return;
    }
    if (f->nchoices)
        check_choices(f, j, at, e);
    enum form_type type = form_type_of(j);
    if (type == TYPE_STRING)
        check_string(f, json_sv(j), at, e);
    else if (type == TYPE_INTEGER || type == TYPE_NUMBER)
        check_number(f, j, at, e);
    else if (type == TYPE_ARRAY)
        check_array(f, j, at, e);
    else if (type == TYPE_OBJECT)
        check_object(f, j, at, e);
}

int form_check(const struct form *form, const json *doc, struct errs *e)
{
    check(form, doc, NULL, e);
    return e->code == E_NONE ? 0 : -1;
}
