/* STIX in: checks and indexes a bundle, and walks from reports to what they refer to.
 *
 * Two passes over the objects: the first checks each and notes where it stands; the second gives
 * the items.  Of each object only 24 bytes stay in memory.  See stix_in.h. */
#include "exchange/stix_in.h"

#include "exchange/stix_check.h"
#include "exchange/stix_types.h"

#include <stdlib.h>
#include <string.h>

#define OBJECTS_MAX 1000000
#define HELD_MAX 2000000 /* objects of all items together */
#define SUPERSEDED UINT32_MAX
#define LONG_OBJECT ((size_t)64 << 10)

static const char *const long_lists[] = {"object_refs", NULL};

/* ---- Entries ---- */

static uint64_t hash_of(struct sv s)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
    return h;
}

struct sv stix_pointer(struct stix_bundle *b, size_t ordinal)
{
    return b->single ? SV("") : sv_fmt(b->t->scratch, "/objects/%zu", ordinal);
}

struct sv stix_bytes(const struct stix_bundle *b, const struct stix_entry *e)
{
    const char *end = b->objects.p + b->objects.n - 1;
    struct scan s = {b->objects.p + e->off, end, false};
    struct sv v = SV_NONE;
    scan_next(&s, NULL, &v);
    return v;
}

/* A member of an entry, found without looking for the entry's end. */
static struct sv member_of(const struct stix_bundle *b, const struct stix_entry *e, const char *key)
{
    struct sv from = {b->objects.p + e->off, b->objects.n - e->off};
    return scan_string(scan_member(from, key));
}

static struct sv id_of(const struct stix_bundle *b, const struct stix_entry *e)
{
    return member_of(b, e, "id");
}

static int64_t modified_of(const struct stix_bundle *b, const struct stix_entry *e)
{
    int64_t ms;
    struct sv s = member_of(b, e, "modified");
    return stix_time(s, &ms) ? ms : TIME_NONE;
}

static int entry_cmp(const void *x, const void *y, void *bundle)
{
    const struct stix_entry *a = x, *b = y;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    int c = sv_cmp(id_of(bundle, a), id_of(bundle, b));
    return c ? c : (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
}

/* First entry that is not before the id. */
static size_t lower_bound(const struct stix_bundle *b, uint64_t hash, struct sv id)
{
    size_t low = 0, high = b->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const struct stix_entry *e = &b->entries[mid];
        bool before = e->hash != hash ? e->hash < hash : sv_cmp(id_of(b, e), id) < 0;
        if (before)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

struct stix_entry *stix_lookup(struct stix_bundle *b, struct sv id)
{
    uint64_t hash = hash_of(id);
    for (size_t i = lower_bound(b, hash, id); i < b->n && b->entries[i].hash == hash; i++) {
        struct stix_entry *e = &b->entries[i];
        if (e->mark != SUPERSEDED && sv_eq(id_of(b, e), id))
            return e;
    }
    return NULL;
}

static struct stix_entry *entry_at(struct stix_bundle *b, size_t off)
{
    struct stix_entry here = {.off = off};
    struct sv id = id_of(b, &here);
    size_t i = lower_bound(b, hash_of(id), id);
    while (b->entries[i].off != off)
        i++;
    return &b->entries[i];
}

static bool is_report(struct sv type)
{
    return sv_is(type, "report") || sv_is(type, "grouping");
}

void stix_follow(struct stix_bundle *b, struct sv id)
{
    struct stix_entry *e = b->gather ? NULL : stix_lookup(b, id);
    if (!e || e->mark == b->item || is_report(member_of(b, e, "type")))
        return;
    e->mark = b->item;
    b->queue[b->tail++] = (uint32_t)(e - b->entries);
}

/* ---- First pass: check and index ---- */

/* The walk over raw bytes must see the same id and type as the parser does. */
static int check_plain(struct stix_bundle *b, const json *object, struct sv bytes,
                       struct sv pointer)
{
    static const char *const keys[] = {"id", "type"};
    for (size_t i = 0; i < 2; i++)
        if (!sv_eq(scan_string(scan_member(bytes, keys[i])), json_get_sv(object, keys[i])))
            return take_refuse(b->t, take_at(b->t->scratch, pointer, sv_of(keys[i])),
                               MSG_STIX_BAD_VALUE, ARGS(sv_of(keys[i])));
    return 0;
}

/* An object with a long list is parsed without it, and REFS_OUT are the list's bytes. */
static int parse_object(struct stix_bundle *b, struct sv bytes, struct sv pointer,
                        struct sv *refs_out, json **out)
{
    *refs_out = SV_NONE;
    return bytes.n < LONG_OBJECT ? take_parse(b->t, bytes, pointer, out)
                                 : take_skeleton(b->t, bytes, pointer, long_lists, refs_out, out);
}

static void note_report(struct stix_bundle *b, size_t off)
{
    if ((b->n_reports & (b->n_reports - 1)) == 0) {
        size_t *more = ARENA_ARRAY(b->t->keep, size_t, b->n_reports ? 2 * b->n_reports : 1);
        if (b->n_reports)
            memcpy(more, b->reports, b->n_reports * sizeof(*more));
        b->reports = more;
    }
    b->reports[b->n_reports++] = off;
}

static int check_object(struct stix_bundle *b, struct sv bytes, size_t ordinal)
{
    json *object;
    struct sv refs, pointer;
    arena_reset(b->t->scratch);
    pointer = stix_pointer(b, ordinal);
    if (parse_object(b, bytes, pointer, &refs, &object) ||
        stix_check(b->t, object, refs, pointer, b->old) || check_plain(b, object, bytes, pointer))
        return -1;
    size_t off = (size_t)(bytes.p - b->objects.p);
    if (is_report(json_get_sv(object, "type")))
        note_report(b, off);
    b->entries[ordinal] =
        (struct stix_entry){hash_of(json_get_sv(object, "id")), off, (uint32_t)ordinal, 0};
    return 0;
}

/* Of several versions of one object only the newest counts. */
static void supersede(struct stix_bundle *b)
{
    for (size_t i = 1; i < b->n; i++) {
        struct stix_entry *e = &b->entries[i], *before = e - 1;
        if (e->hash != before->hash || !sv_eq(id_of(b, e), id_of(b, before)))
            continue;
        if (before->mark != SUPERSEDED && modified_of(b, before) > modified_of(b, e)) {
            struct stix_entry keep = *before;
            *before = *e;
            *e = keep;
        }
        before->mark = SUPERSEDED;
    }
}

/* Lets the item at hand hold all that BYTES names: a superset of what it refers to. */
static void follow_strings(struct stix_bundle *b, struct sv bytes)
{
    struct scan s;
    struct sv v;
    if (!scan_array(&s, bytes) && !scan_object(&s, bytes))
        return;
    while (scan_next(&s, NULL, &v))
        if (v.p[0] == '"')
            stix_follow(b, scan_string(v));
        else
            follow_strings(b, v);
}

static void begin_item(struct stix_bundle *b, struct stix_entry *e)
{
    b->item++;
    b->head = b->tail = 0;
    e->mark = b->item;
}

/* Many reports that name the same long lists would make more items than anybody can hold. */
static int check_held(struct stix_bundle *b)
{
    size_t held = 0;
    for (size_t i = 0; i < b->n_reports && b->n_reports > 1; i++) {
        struct stix_entry *e = entry_at(b, b->reports[i]);
        if (e->mark == SUPERSEDED)
            continue;
        begin_item(b, e);
        follow_strings(b, stix_bytes(b, e));
        while (b->head < b->tail && held <= HELD_MAX) {
            follow_strings(b, stix_bytes(b, &b->entries[b->queue[b->head++]]));
            held++;
        }
        if (held > HELD_MAX)
            return take_refuse(b->t, SV("/objects"), MSG_STIX_TOO_MANY_HELD, NO_ARGS);
    }
    for (size_t i = 0; i < b->n; i++)
        if (b->entries[i].mark != SUPERSEDED)
            b->entries[i].mark = 0;
    b->item = 0;
    return 0;
}

static int index_objects(struct stix_bundle *b)
{
    struct scan s;
    struct sv bytes;
    bool ok = true;
    b->n = scan_count(b->objects);
    if (b->n > OBJECTS_MAX)
        return take_refuse(b->t, SV("/objects"), MSG_STIX_TOO_MANY, NO_ARGS);
    b->entries = ARENA_ARRAY(b->t->keep, struct stix_entry, b->n);
    b->queue = ARENA_ARRAY(b->t->keep, uint32_t, b->n);
    scan_array(&s, b->objects);
    for (size_t i = 0; scan_next(&s, NULL, &bytes) && take_more_errors(b->t); i++)
        ok = check_object(b, bytes, i) == 0 && ok;
    if (!ok)
        return -1;
    qsort_r(b->entries, b->n, sizeof(*b->entries), entry_cmp, b);
    supersede(b);
    return check_held(b);
}

/* ---- Second pass: the items ---- */

static int take_entry(struct stix_bundle *b, struct sv bytes, size_t ordinal)
{
    json *object;
    struct sv refs, pointer;
    arena_reset(b->t->scratch);
    pointer = stix_pointer(b, ordinal);
    if (parse_object(b, bytes, pointer, &refs, &object))
        return -1;
    return is_report(json_get_sv(object, "type"))
               ? stix_take_report(b, object, bytes, refs, pointer)
               : stix_take_object(b, object, bytes, refs, pointer);
}

static int take_report(struct stix_bundle *b, struct stix_entry *e)
{
    begin_item(b, e);
    if (take_entry(b, stix_bytes(b, e), e->ordinal))
        return -1;
    while (b->head < b->tail) {
        struct stix_entry *next = &b->entries[b->queue[b->head++]];
        if (take_entry(b, stix_bytes(b, next), next->ordinal))
            return -1;
    }
    return take_item_end(b->t);
}

/* Each report or grouping is an item with what it refers to. */
static int take_reports(struct stix_bundle *b)
{
    for (size_t i = 0; i < b->n_reports; i++) {
        struct stix_entry *e = entry_at(b, b->reports[i]);
        if (e->mark != SUPERSEDED && take_report(b, e))
            return -1;
    }
    return 0;
}

static struct sv single_title(struct stix_bundle *b)
{
    json *object;
    struct sv refs;
    if (b->n != 1 || parse_object(b, stix_bytes(b, b->entries), SV(""), &refs, &object))
        return SV_NONE;
    return json_get_sv(object, "name");
}

/* A bundle without a report is one item. */
static int take_whole(struct stix_bundle *b)
{
    struct scan s;
    struct sv bytes;
    b->item = 1;
    b->gather = true;
    take_item_new(b->t, single_title(b));
    if (take_item_begin(b->t))
        return -1;
    scan_array(&s, b->objects);
    for (size_t i = 0; scan_next(&s, NULL, &bytes); i++) {
        struct stix_entry *e = entry_at(b, (size_t)(bytes.p - b->objects.p));
        if (e->mark == SUPERSEDED)
            continue;
        e->mark = b->item;
        if (take_entry(b, bytes, i))
            return -1;
    }
    return take_item_end(b->t);
}

static bool all_taken(const struct stix_bundle *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->entries[i].mark == 0 || b->entries[i].mark == SUPERSEDED)
            return false;
    return true;
}

static int tell_leftovers(struct stix_bundle *b)
{
    struct scan s;
    struct sv bytes;
    if (all_taken(b))
        return 0;
    scan_array(&s, b->objects);
    for (size_t i = 0; scan_next(&s, NULL, &bytes); i++) {
        const struct stix_entry *e = entry_at(b, (size_t)(bytes.p - b->objects.p));
        arena_reset(b->t->scratch);
        if (e->mark == SUPERSEDED &&
            take_gap(b->t, stix_pointer(b, i), MSG_STIX_GAP_OLDER, NO_ARGS))
            return -1;
        if (e->mark == 0 && take_gap(b->t, stix_pointer(b, i), MSG_STIX_GAP_UNREFERRED,
                                     ARGS(scan_string(scan_member(bytes, "type")))))
            return -1;
    }
    return 0;
}

static int read_objects(struct stix_bundle *b)
{
    if (index_objects(b))
        return -1;
    if (b->n_reports ? take_reports(b) : take_whole(b))
        return -1;
    return tell_leftovers(b);
}

int stix_read_bundle(struct take *t)
{
    static const char *const cut[] = {"objects", NULL};
    struct stix_bundle b = {.t = t};
    json *bundle;
    struct sv type;
    if (take_skeleton(t, t->text, SV(""), cut, &b.objects, &bundle))
        return -1;
    struct sv id = json_get_sv(bundle, "id"), spec = json_get_sv(bundle, "spec_version");
    if (!stix_id_ok(id, &type) || !sv_is(type, "bundle"))
        return take_refuse(t, SV("/id"), MSG_STIX_BAD_VALUE, ARGS(SV("id")));
    if (json_get(bundle, "spec_version") && !sv_is(spec, "2.0") && !sv_is(spec, "2.1"))
        return take_refuse(t, SV("/spec_version"), MSG_STIX_SPEC_VERSION,
                           ARGS(spec.p ? spec : SV("")));
    if (json_get(bundle, "objects") && json_kind(json_get(bundle, "objects")) != JSON_IS_ARRAY)
        return take_refuse(t, SV("/objects"), MSG_STIX_BAD_VALUE, ARGS(SV("objects")));
    b.old = sv_is(spec, "2.0");
    if (!b.objects.p)
        b.objects = SV("[]");
    else if (scan_count(b.objects) == 0)
        return take_refuse(t, SV("/objects"), MSG_STIX_EMPTY_LIST, NO_ARGS);
    return read_objects(&b);
}

int stix_read_object(struct take *t)
{
    struct stix_bundle b = {.t = t, .single = true};
    b.objects = sv_join(t->keep, sv_join(t->keep, SV("["), t->text), SV("]"));
    return read_objects(&b);
}
