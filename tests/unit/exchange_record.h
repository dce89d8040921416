/* A sink that remembers what an intake gives, and an export item made of it.  For the tests of
 * src/exchange only. */
#ifndef NOROSHI_TEST_EXCHANGE_RECORD_H
#define NOROSHI_TEST_EXCHANGE_RECORD_H

#include <stdlib.h>

#include "exchange/export.h"
#include "test.h"

struct record_item {
    struct intake_item item;
    struct intake_indicator *indicators;
    struct intake_reference *references;
    struct intake_object *objects;
    size_t n_indicators, n_references, n_objects;
};

struct record {
    struct arena *a;
    struct errs e;
    int result;
    struct record_item *items;
    struct intake_gap *gaps;
    size_t n_items, n_gaps;
    size_t calls, stop_at; /* a call count at which the sink says no; 0: never */
};

/* Room for one more of N elements at V: doubles at powers of two. */
static inline void *record_room(struct arena *a, void *v, size_t n, size_t size)
{
    if (n & (n - 1))
        return v;
    void *more = arena_array(a, n ? 2 * n : 1, size);
    if (n)
        memcpy(more, v, n * size);
    return more;
}

#define RECORD_ADD(r, v, n, value)                                                                 \
    ((v) = record_room((r)->a, (v), (n), sizeof(*(v))), (v)[(n)++] = (value))

static inline int record_call(struct record *r)
{
    return ++r->calls == r->stop_at ? -1 : 0;
}

static inline struct record_item *record_last(struct record *r)
{
    return &r->items[r->n_items - 1];
}

static inline int record_begin(void *ctx, const struct intake_item *item)
{
    struct record *r = ctx;
    struct record_item new = {.item = *item};
    RECORD_ADD(r, r->items, r->n_items, new);
    return record_call(r);
}

static inline int record_indicator(void *ctx, const struct intake_indicator *i)
{
    struct record *r = ctx;
    struct record_item *it = record_last(r);
    struct intake_indicator copy = *i;
    copy.value = sv_copy(r->a, i->value);
    copy.comment = sv_copy(r->a, i->comment);
    RECORD_ADD(r, it->indicators, it->n_indicators, copy);
    return record_call(r);
}

static inline int record_reference(void *ctx, const struct intake_reference *ref)
{
    struct record *r = ctx;
    struct record_item *it = record_last(r);
    struct intake_reference copy = {ref->type, sv_copy(r->a, ref->value)};
    RECORD_ADD(r, it->references, it->n_references, copy);
    return record_call(r);
}

static inline int record_object(void *ctx, const struct intake_object *o)
{
    struct record *r = ctx;
    struct record_item *it = record_last(r);
    struct intake_object copy = {sv_copy(r->a, o->id), sv_copy(r->a, o->type),
                                 sv_copy(r->a, o->raw)};
    RECORD_ADD(r, it->objects, it->n_objects, copy);
    return record_call(r);
}

static inline int record_gap(void *ctx, const struct intake_gap *g)
{
    struct record *r = ctx;
    struct intake_gap copy = {sv_copy(r->a, g->pointer), sv_copy(r->a, g->why)};
    RECORD_ADD(r, r->gaps, r->n_gaps, copy);
    return record_call(r);
}

static inline int record_end(void *ctx, const struct intake_item *item)
{
    struct record *r = ctx;
    struct intake_item *own = &record_last(r)->item;
    *own = *item;
    own->title = sv_copy(r->a, item->title);
    own->body = sv_copy(r->a, item->body);
    own->lang = sv_copy(r->a, item->lang);
    own->tlp = sv_copy(r->a, item->tlp);
    own->kind = sv_copy(r->a, item->kind);
    return record_call(r);
}

/* Reads TEXT into *R, which lives in A. */
static inline int record_read_until(struct record *r, struct arena *a, struct sv text,
                                    const char *name, size_t stop_at)
{
    struct intake_sink sink = {
        r, record_begin, record_indicator, record_reference, record_object, record_gap, record_end};
    *r = (struct record){.a = a, .stop_at = stop_at};
    errs_init(&r->e, a, LANG_EN);
    r->result = intake_read(text, sv_of(name), &sink, &r->e);
    return r->result;
}

static inline int record_read(struct record *r, struct arena *a, struct sv text, const char *name)
{
    return record_read_until(r, a, text, name, 0);
}

/* ---- As an export item ---- */

static inline int record_each_indicator(void *ctx, export_indicator_fn fn, void *arg)
{
    struct record_item *it = ctx;
    int result = 0;
    for (size_t i = 0; i < it->n_indicators && !result; i++)
        result = fn(arg, &it->indicators[i]);
    return result;
}

static inline int record_each_object(void *ctx, export_object_fn fn, void *arg)
{
    struct record_item *it = ctx;
    int result = 0;
    for (size_t i = 0; i < it->n_objects && !result; i++)
        result = fn(arg, &it->objects[i]);
    return result;
}

static inline struct export_item record_export(struct record_item *it, struct sv id)
{
    return (struct export_item){.id = id,
                                .title = it->item.title,
                                .body = it->item.body,
                                .kind = it->item.kind.p ? it->item.kind : SV("analysis"),
                                .lang = it->item.lang,
                                .secret = it->item.secret == 1,
                                .tlp = it->item.tlp,
                                .rule = SV("ACC-1"),
                                .permitted_use =
                                    SV("[{\"use\":\"own_security\",\"rule\":\"USE-1\"}]"),
                                .reached_by = SV("{\"all\":true}"),
                                .published_at = 1795482123456,
                                .modified_at = 1795482123456,
                                .references = it->references,
                                .n_references = it->n_references,
                                .ctx = it,
                                .indicators = record_each_indicator,
                                .objects = record_each_object};
}

static inline int record_write(void *ctx, struct sv piece)
{
    str_add(ctx, piece);
    return 0;
}

/* ---- As text, to compare: one line a part, sorted ---- */

static inline int record_line_cmp(const void *x, const void *y)
{
    return sv_cmp(*(const struct sv *)x, *(const struct sv *)y);
}

static inline struct sv record_text(struct arena *a, const struct record_item *it)
{
    size_t n = it->n_indicators + it->n_references + it->n_objects, k = 0;
    struct sv *lines = ARENA_ARRAY(a, struct sv, n);
    for (size_t i = 0; i < it->n_indicators; i++) {
        const struct intake_indicator *d = &it->indicators[i];
        lines[k++] =
            sv_fmt(a, "indicator %s %.*s (%.*s) %lld %lld %lld", indicator_type_name(d->type),
                   SV_FMT(d->value), SV_FMT(d->comment), (long long)d->first_seen,
                   (long long)d->last_seen, (long long)d->valid_until);
    }
    for (size_t i = 0; i < it->n_references; i++)
        lines[k++] =
            sv_fmt(a, "reference %s %.*s", it->references[i].type, SV_FMT(it->references[i].value));
    for (size_t i = 0; i < it->n_objects; i++)
        lines[k++] =
            sv_fmt(a, "object %.*s %.*s", SV_FMT(it->objects[i].id), SV_FMT(it->objects[i].raw));
    if (n)
        qsort(lines, n, sizeof(*lines), record_line_cmp);
    struct str out;
    str_init(&out, a, (size_t)64 << 20);
    str_addf(&out, "title %.*s\ntlp %.*s\nbody ", SV_FMT(it->item.title), SV_FMT(it->item.tlp));
    str_add(&out, it->item.body);
    for (size_t i = 0; i < n; i++) {
        str_addc(&out, '\n');
        str_add(&out, lines[i]);
    }
    return str_sv(&out);
}

/* ---- Small STIX texts ---- */

#define STAMP "\"created\":\"2026-01-01T00:00:00.000Z\",\"modified\":\"2026-01-01T00:00:00.000Z\","
#define SDO(type, n)                                                                               \
    "\"type\":\"" type "\",\"spec_version\":\"2.1\",\"id\":\"" type                                \
    "--00000000-0000-4000-8000-00000000000" #n "\"," STAMP
#define ID(type, n) "\"" type "--00000000-0000-4000-8000-00000000000" #n "\""
#define BUNDLE(objects)                                                                            \
    "{\"type\":\"bundle\",\"id\":\"bundle--00000000-0000-4000-8000-000000000000\",\"objects\":"    \
    "[" objects "]}"
#define INDICATOR(n, pattern)                                                                      \
    "{" SDO("indicator", n) "\"pattern\":\"" pattern "\",\"pattern_type\":\"stix\","               \
                            "\"valid_from\":\"2026-01-01T00:00:00Z\"}"
#define REPORT(n, refs)                                                                            \
    "{" SDO("report", n) "\"name\":\"Report " #n "\",\"published\":\"2026-01-01T00:00:00Z\","      \
                         "\"object_refs\":[" refs "]}"

#endif
