/* Schemas compiled: from their JSON into what form.c walks. */
#include <stdlib.h>
#include <string.h>

#include "web/form_private.h"

#define REF_PREFIX "#/components/schemas/"
#define MAX_SCHEMA_DEPTH 32

struct compiling {
    struct arena *a;
    struct forms *forms;
    struct sv name; /* of the schema at work, for refusals */
    unsigned depth;
    struct errs *e;
};

typedef int keyword_fn(struct compiling *c, struct form *f, const json *value);

static int compile(struct compiling *c, const json *schema, struct form **out);

static int refuse(struct compiling *c, struct sv what)
{
    return fail(c->e, E_INTERNAL, NULL, MSG_FORM_BAD_SCHEMA, ARGS(c->name, what));
}

/* ---- types ---- */

static const struct {
    const char *name;
    enum form_type type;
} type_names[] = {
    {"null", TYPE_NULL},     {"boolean", TYPE_BOOLEAN}, {"integer", TYPE_INTEGER}, {"number", TYPE_NUMBER},
    {"string", TYPE_STRING}, {"array", TYPE_ARRAY},     {"object", TYPE_OBJECT},
};

static int add_type(struct compiling *c, struct form *f, struct sv name)
{
    for (size_t i = 0; i < sizeof type_names / sizeof type_names[0]; i++) {
        if (!sv_is(name, type_names[i].name))
            continue;
        f->types |= type_names[i].type;
        f->type_text = f->type_text.n ? sv_fmt(c->a, "%.*s, %.*s", SV_FMT(f->type_text), SV_FMT(name))
                                      : name;
        return 0;
    }
    return refuse(c, SV("type"));
}

static int on_type(struct compiling *c, struct form *f, const json *value)
{
    f->types = 0;
    if (json_kind(value) == JSON_IS_STRING)
        return add_type(c, f, json_sv(value));
    for (size_t i = 0; i < json_len(value); i++)
        if (add_type(c, f, json_sv(json_at(value, i))))
            return -1;
    return f->types ? 0 : refuse(c, SV("type"));
}

/* ---- objects ---- */

static int by_name(const void *x, const void *y)
{
    return sv_cmp(((const struct form_property *)x)->name, ((const struct form_property *)y)->name);
}

static struct form_property *property(struct form *f, struct sv name)
{
    for (size_t i = 0; i < f->nproperties; i++)
        if (sv_eq(f->properties[i].name, name))
            return &f->properties[i];
    return NULL;
}

static int add_properties(struct compiling *c, struct form *f, const json *schema)
{
    const json *properties = json_get(schema, "properties"), *required = json_get(schema, "required");
    struct sv name;
    json *value;

    f->properties = ARENA_ARRAY(c->a, struct form_property, json_len(properties) + json_len(required));
    for (void *i = NULL; json_next(properties, &i, &name, &value);) {
        struct form_property *p = &f->properties[f->nproperties++];
        p->name = sv_copy(c->a, name);
        if (compile(c, value, &p->form))
            return -1;
    }
    for (size_t i = 0; i < json_len(required); i++) {
        name = json_sv(json_at(required, i));
        struct form_property *p = property(f, name);
        if (!p) {
            p = &f->properties[f->nproperties++];
            p->name = sv_copy(c->a, name);
        }
        p->required = true;
    }
    qsort(f->properties, f->nproperties, sizeof *f->properties, by_name);
    return 0;
}

static int on_object(struct compiling *c, struct form *f, const json *value)
{
    (void)c;
    (void)f;
    return json_kind(value) == JSON_IS_OBJECT ? 0 : refuse(c, SV("properties"));
}

static int on_required(struct compiling *c, struct form *f, const json *value)
{
    (void)f;
    return json_kind(value) == JSON_IS_ARRAY ? 0 : refuse(c, SV("required"));
}

static int on_additional(struct compiling *c, struct form *f, const json *value)
{
    if (json_kind(value) == JSON_IS_BOOL) {
        f->closed = !json_bool(value, true);
        return 0;
    }
    return compile(c, value, &f->others);
}

/* ---- the rest ---- */

static int on_items(struct compiling *c, struct form *f, const json *value)
{
    return compile(c, value, &f->items);
}

static int number(struct compiling *c, const json *value, int64_t *out)
{
    *out = json_int(value, -1);
    return *out >= 0 ? 0 : refuse(c, SV("length"));
}

static int on_min_items(struct compiling *c, struct form *f, const json *value)
{
    return number(c, value, &f->min_items);
}

static int on_max_items(struct compiling *c, struct form *f, const json *value)
{
    return number(c, value, &f->max_items);
}

static int on_min_length(struct compiling *c, struct form *f, const json *value)
{
    return number(c, value, &f->min_length);
}

static int on_max_length(struct compiling *c, struct form *f, const json *value)
{
    return number(c, value, &f->max_length);
}

static int on_minimum(struct compiling *c, struct form *f, const json *value)
{
    (void)c;
    f->has_minimum = true;
    f->minimum = json_double(value, 0);
    return 0;
}

static int on_maximum(struct compiling *c, struct form *f, const json *value)
{
    (void)c;
    f->has_maximum = true;
    f->maximum = json_double(value, 0);
    return 0;
}

static int on_enum(struct compiling *c, struct form *f, const json *value)
{
    struct str text;

    if (json_kind(value) != JSON_IS_ARRAY)
        return refuse(c, SV("enum"));
    f->values = value;
    str_init(&text, c->a, 4096);
    for (size_t i = 0; i < json_len(value); i++) {
        const json *one = json_at(value, i);
        str_adds(&text, i ? ", " : "");
        str_add(&text, json_kind(one) == JSON_IS_STRING ? json_sv(one) : json_text(c->a, one));
    }
    f->values_text = str_sv(&text);
    return 0;
}

static int on_format(struct compiling *c, struct form *f, const json *value)
{
    static const char *const names[] = {
        [FORMAT_DATE_TIME] = "date-time", [FORMAT_DATE] = "date", [FORMAT_UUID] = "uuid",
        [FORMAT_EMAIL] = "email"};

    for (size_t i = FORMAT_DATE_TIME; i < sizeof names / sizeof names[0]; i++)
        if (sv_is(json_sv(value), names[i]))
            f->format = (enum form_format)i;
    return f->format != FORMAT_NONE ? 0 : refuse(c, SV("format"));
}

static int on_choices(struct compiling *c, struct form *f, const json *value)
{
    if (json_kind(value) != JSON_IS_ARRAY || json_len(value) == 0 || f->nchoices)
        return refuse(c, SV("oneOf"));
    f->choices = ARENA_ARRAY(c->a, struct form *, json_len(value));
    for (size_t i = 0; i < json_len(value); i++)
        if (compile(c, json_at(value, i), &f->choices[f->nchoices++]))
            return -1;
    return 0;
}

static int on_ref(struct compiling *c, struct form *f, const json *value)
{
    struct sv ref = json_sv(value), prefix = SV(REF_PREFIX);

    if (ref.p && sv_starts(ref, prefix))
        f->is = form_find(c->forms, sv_cstr(c->a, (struct sv){ref.p + prefix.n, ref.n - prefix.n}));
    return f->is ? 0 : refuse(c, SV("$ref"));
}

static int on_words(struct compiling *c, struct form *f, const json *value)
{
    (void)c;
    (void)f;
    (void)value;
    return 0;
}

static const struct {
    const char *name;
    keyword_fn *fn;
} keywords[] = {
    {"type", on_type},           {"properties", on_object},     {"required", on_required},
    {"additionalProperties", on_additional},                    {"items", on_items},
    {"minItems", on_min_items},  {"maxItems", on_max_items},    {"minLength", on_min_length},
    {"maxLength", on_max_length}, {"minimum", on_minimum},      {"maximum", on_maximum},
    {"enum", on_enum},           {"format", on_format},         {"oneOf", on_choices},
    {"anyOf", on_choices},       {"$ref", on_ref},              {"title", on_words},
    {"description", on_words},   {"examples", on_words},        {"default", on_words},
    {"deprecated", on_words},    {"readOnly", on_words},        {"writeOnly", on_words},
};

static int compile_keyword(struct compiling *c, struct form *f, struct sv name, const json *value)
{
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
        if (sv_is(name, keywords[i].name))
            return keywords[i].fn(c, f, value);
    return refuse(c, name);
}

static int compile_into(struct compiling *c, const json *schema, struct form *f)
{
    struct sv name;
    json *value;

    *f = (struct form){.types = TYPE_ANY, .min_items = -1, .max_items = -1, .min_length = -1,
                       .max_length = -1};
    if (json_kind(schema) == JSON_IS_BOOL && json_bool(schema, false))
        return 0;
    if (json_kind(schema) != JSON_IS_OBJECT)
        return refuse(c, SV("schema"));
    for (void *i = NULL; json_next(schema, &i, &name, &value);)
        if (compile_keyword(c, f, name, value))
            return -1;
    return add_properties(c, f, schema);
}

static int compile(struct compiling *c, const json *schema, struct form **out)
{
    if (c->depth == MAX_SCHEMA_DEPTH)
        return refuse(c, SV("depth"));
    c->depth++;
    *out = ARENA_NEW(c->a, struct form);
    int rc = compile_into(c, schema, *out);
    c->depth--;
    return rc;
}

int forms_compile(struct arena *a, const json *schemas, struct forms **out, struct errs *e)
{
    struct forms *f = ARENA_NEW(a, struct forms);
    struct compiling c = {.a = a, .forms = f, .e = e};
    struct sv name;
    json *value;

    f->schemas = schemas;
    f->v = ARENA_ARRAY(a, struct form_property, json_len(schemas));
    /* The names first: a $ref may point ahead. */
    for (void *i = NULL; json_next(schemas, &i, &name, &value);)
        f->v[f->n++] = (struct form_property){.name = name, .form = ARENA_NEW(a, struct form)};
    for (void *i = NULL; json_next(schemas, &i, &name, &value);) {
        c.name = name;
        if (compile_into(&c, value, (struct form *)(uintptr_t)form_find(f, sv_cstr(a, name))))
            return -1;
    }
    *out = f;
    return 0;
}

const struct form *form_find(const struct forms *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (sv_is(f->v[i].name, name))
            return f->v[i].form;
    return NULL;
}
