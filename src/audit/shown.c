/* Who was shown what: an index of the parts of entries by item (USE-3).  See audit.h.
 *
 * The index follows the numbered entries in slices, so that one answer of many items does not hold
 * the writer; what it has not reached is found by looking at the entries themselves. */
#include "audit/private.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define SLICE_ENTRIES 256
#define SLICE_PARTS 4096
#define PAGE 64
#define PLACE_BYTES 8
#define SCRATCH_MAX (64u << 20)

/* Writing. */

struct place {
    struct sv item;
    int64_t n, part;
};

static int place_order(const void *x, const void *y)
{
    const struct place *p = x, *q = y;
    int by_item = sv_cmp(p->item, q->item);

    if (by_item)
        return by_item;
    if (p->n != q->n)
        return p->n < q->n ? -1 : 1;
    return (p->part > q->part) - (p->part < q->part);
}

static void put_number(struct str *out, int64_t v)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        str_addc(out, (char)(v >> shift));
}

/* Writes the row of P's item; gives how many of the N places it took. */
static size_t write_item(struct db *db, struct arena *a, const struct place *p, size_t n)
{
    struct str places;
    size_t i = 0;

    str_init(&places, a, SLICE_PARTS * PLACE_BYTES);
    for (; i < n && sv_eq(p[i].item, p->item); i++) {
        put_number(&places, p[i].n - p->n);
        put_number(&places, p[i].part);
    }
    return db_shown_insert(db, p->item, p->n, p->part, str_sv(&places)) == 1 ? i : 0;
}

static int write_places(struct db *db, struct arena *a, struct place *p, size_t n)
{
    qsort(p, n, sizeof *p, place_order);
    for (size_t i = 0, took; i < n; i += took) {
        took = write_item(db, a, p + i, n - i);
        if (!took)
            return -1;
    }
    return 0;
}

/* Gathers places from (*N, *PART) on, and moves (*N, *PART) past them. */
static int gather(struct db *db, struct arena *a, int64_t size, int64_t *n, int64_t *part,
                  struct place *places, size_t *count)
{
    struct entry_parts_from_row *rows;
    struct audit_part *parts;
    size_t k;

    if (db_entry_parts_from(db, a, *n, SLICE_ENTRIES, &rows, &k))
        return -1;
    for (size_t i = 0; i < k; i++) {
        size_t nparts = audit_unpack(a, rows[i].parts, &parts);
        size_t p = rows[i].n == *n ? (size_t)*part : 0;
        for (; p < nparts && *count < SLICE_PARTS; p++)
            places[(*count)++] = (struct place){parts[p].item, rows[i].n, (int64_t)p};
        if (p < nparts) {
            *n = rows[i].n;
            *part = (int64_t)p;
            return 0;
        }
    }
    *n = k == SLICE_ENTRIES ? rows[k - 1].n + 1 : size;
    *part = 0;
    return 0;
}

/* The first place that is not in the index. */
static int progress(struct db *db, struct arena *a, struct progress_get_row *out)
{
    int found = db_progress_get(db, a, SV("shown"), out);

    if (!found)
        *out = (struct progress_get_row){0};
    return found < 0 ? -1 : 0;
}

int shown_advance(struct db *db, struct arena *a, int64_t size, bool *more_out)
{
    struct place *places = ARENA_ARRAY(a, struct place, SLICE_PARTS);
    struct progress_get_row at;
    size_t count = 0;

    *more_out = false;
    if (progress(db, a, &at))
        return -1;
    if (at.n == size)
        return 0;
    if (gather(db, a, size, &at.n, &at.part, places, &count) || write_places(db, a, places, count))
        return -1;
    *more_out = at.n < size;
    return db_progress_put(db, SV("shown"), at.n, at.part) == 1 ? 0 : -1;
}

/* Reading. */

struct reader {
    struct db *db;
    struct arena *a; /* emptied for each page */
    struct sv item;
    int (*fn)(void *ctx, const struct audit_shown *s);
    void *ctx;
};

static int64_t get_number(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;

    return (int64_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
}

static int tell(struct reader *r, const struct kept_row *row, int64_t n, int64_t part,
                const struct audit_part *p)
{
    struct audit_shown s = {.n = n,
                            .part = part,
                            .at = row->at,
                            .person = row->person,
                            .member = row->member,
                            .bytes = row->bytes,
                            .what = *p};

    return r->fn(r->ctx, &s);
}

/* The parts of ROW from FROM on that are the item. */
static int tell_matching(struct reader *r, const struct kept_row *row, int64_t n, int64_t from)
{
    struct audit_part *parts;
    size_t nparts = audit_unpack(r->a, row->parts, &parts);
    int stop = 0;

    for (size_t p = (size_t)from; p < nparts && !stop; p++)
        if (sv_eq(parts[p].item, r->item))
            stop = tell(r, row, n, (int64_t)p, &parts[p]);
    return stop;
}

/* A place that the index names. */
static int tell_place(struct reader *r, int64_t n, int64_t part)
{
    struct kept_row row;
    struct audit_part *parts;

    if (db_entry_by_n(r->db, r->a, n, &row) != 1)
        return -1;
    size_t nparts = audit_unpack(r->a, row.parts, &parts);
    return part < (int64_t)nparts ? tell(r, &row, n, part, &parts[part]) : -1;
}

static int tell_row(struct reader *r, int64_t n, struct sv places)
{
    int stop = 0;

    for (size_t i = 0; i + PLACE_BYTES <= places.n && !stop; i += PLACE_BYTES)
        stop = tell_place(r, n + get_number(places.p + i), get_number(places.p + i + 4));
    return stop;
}

static int tell_indexed(struct reader *r)
{
    struct shown_after_row *rows;
    int64_t n = -1, part = 0;
    size_t k = PAGE;
    int stop = 0;

    while (k == PAGE && !stop) {
        arena_reset(r->a);
        if (db_shown_after(r->db, r->a, r->item, n, part, PAGE, &rows, &k))
            return -1;
        for (size_t i = 0; i < k && !stop; i++) {
            n = rows[i].n;
            part = rows[i].part;
            stop = tell_row(r, n, rows[i].places);
        }
    }
    return stop;
}

/* Numbered entries that the index has not reached. */
static int tell_numbered(struct reader *r, int64_t n, int64_t part)
{
    struct kept_row *rows;
    size_t k = PAGE;
    int stop = 0;

    while (k == PAGE && !stop) {
        arena_reset(r->a);
        if (db_entry_shows(r->db, r->a, n, PAGE, &rows, &k))
            return -1;
        for (size_t i = 0; i < k && !stop; i++) {
            stop = tell_matching(r, &rows[i], rows[i].n, rows[i].n == n ? part : 0);
            part = 0;
        }
        n = k ? rows[k - 1].n + 1 : n;
    }
    return stop;
}

static int tell_new(struct reader *r)
{
    struct kept_row *rows;
    int64_t key = -1;
    size_t k = PAGE;
    int stop = 0;

    while (k == PAGE && !stop) {
        arena_reset(r->a);
        if (db_entry_new_shows(r->db, r->a, key, PAGE, &rows, &k))
            return -1;
        for (size_t i = 0; i < k && !stop; i++) {
            key = rows[i].n;
            stop = tell_matching(r, &rows[i], -1, 0);
        }
    }
    return stop;
}

int audit_shown_each(struct db *db, struct sv item,
                     int (*fn)(void *ctx, const struct audit_shown *s), void *ctx)
{
    struct reader r = {db, arena_new("audit.shown", SCRATCH_MAX), item, fn, ctx};
    struct progress_get_row at;
    int rc = progress(db, r.a, &at);

    if (!rc)
        rc = tell_indexed(&r);
    if (!rc)
        rc = tell_numbered(&r, at.n, at.part);
    if (!rc)
        rc = tell_new(&r);
    arena_free(&r.a);
    return rc;
}
