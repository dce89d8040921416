/* The disclosure report: see disclosure.h. */
#include "domain/disclosure.h"

#include <stdlib.h>
#include <string.h>

#include "domain/item_private.h"

#define REPORT_MAX ((size_t)64 << 20)
#define PROOF_ROOM ((size_t)4 << 20)

/* ---- who could ---- */

static void add_readers(const struct ctx *c, const struct item *it, const int *persons, size_t n,
                        struct disclosure_reader as, struct disclosure *d)
{
    for (size_t i = 0; i < n; i++) {
        struct decision decision;
        if (!policy_may_read(c->roster, persons[i], &it->facts, c->now, c->today, &decision))
            continue;
        as.person = c->roster->persons[persons[i]].id;
        as.rule = decision.rule;
        d->could[d->ncould++] = as;
    }
}

/* A member that is not named to others (JOIN-8) stands here if the scope names it, for then its id
 * was known; else it stands in the report once it did read, not before. */
static bool is_named(const struct ctx *c, const struct item *it, int m)
{
    const struct scope *s = &it->facts.scope;

    if (c->roster->members[m].publish_name || m == c->member || ctx_is_coordinator(c))
        return true;
    for (size_t i = 0; i < s->ninclude; i++) {
        const struct term *t = &s->include[i];
        if (t->value >= 0 && ((t->kind == TERM_MEMBER && t->value == m) ||
                              (t->kind == TERM_PERSON && c->roster->persons[t->value].member == m)))
            return true;
    }
    return false;
}

static void find_could(struct ctx *c, const struct item *it, struct disclosure *d)
{
    const struct roster *r = c->roster;

    d->could = ARENA_ARRAY(c->a, struct disclosure_reader, r->npersons + 1);
    for (size_t m = 0; m < r->nmembers; m++)
        if (is_named(c, it, (int)m))
            add_readers(
                c, it, r->members[m].persons, r->members[m].npersons,
                (struct disclosure_reader){.member = r->members[m].id, .owner = r->members[m].id},
                d);
    for (size_t x = 0; x < r->nconstituents; x++)
        add_readers(c, it, r->constituents[x].persons, r->constituents[x].npersons,
                    (struct disclosure_reader){.member = r->members[r->constituents[x].via].id,
                                               .owner = r->constituents[x].id},
                    d);
}

/* ---- who did ---- */

struct line {
    struct line *next;
    struct disclosure_line is;
};

struct lines {
    struct ctx *c;
    bool proofs;
    int64_t size; /* of the newest head */
    struct line *first;
    size_t n, bytes;
};

/* The way stands in the bytes that were hashed, not beside them. */
static struct sv way_of(struct arena *a, struct sv bytes)
{
    struct sv way;

    if (json_scan_member(bytes, SV("way"), &way) != 1 || way.n < 2)
        return SV_NONE;
    return sv_copy(a, (struct sv){way.p + 1, way.n - 2});
}

static int take_proof(struct lines *l, const struct audit_shown *s, struct disclosure_line *line)
{
    struct arena *a = arena_new("disclosure proof", PROOF_ROOM);
    struct sv proof;
    int rc = audit_proof_json(l->c->db, a, s->n, (int)s->part, &proof, &l->c->errs);

    if (!rc)
        line->proof = sv_copy(l->c->a, proof);
    arena_free(&a);
    return rc;
}

static int take_line(void *ctx, const struct audit_shown *s)
{
    struct lines *l = ctx;
    struct arena *a = l->c->a;
    struct line *node = ARENA_NEW(a, struct line);
    struct disclosure_line *line = &node->is;

    line->at = s->at;
    line->entry = s->n >= 0 && s->n < l->size ? s->n : -1;
    line->person = sv_copy(a, s->person);
    line->member = sv_copy(a, s->member);
    line->way = way_of(a, s->bytes);
    line->act = sv_copy(a, s->what.act);
    line->rule = sv_copy(a, s->what.rule);
    line->outside = s->what.outside;
    if (l->proofs && line->entry >= 0 && take_proof(l, s, line))
        return -1;
    node->next = l->first;
    l->first = node;
    l->n++;
    l->bytes += sizeof *node + line->proof.n;
    return l->bytes > REPORT_MAX
               ? fail(&l->c->errs, E_TOO_LARGE, NULL, MSG_DISCLOSURE_TOO_LARGE, NO_ARGS)
               : 0;
}

static int line_order(const void *x, const void *y)
{
    const struct disclosure_line *a = *(struct disclosure_line *const *)x,
                                 *b = *(struct disclosure_line *const *)y;

    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return sv_cmp(a->person, b->person);
}

static int find_did(struct ctx *c, const struct item *it, struct lines *l, struct disclosure *d)
{
    if (audit_shown_each(c->db, it->row.id, take_line, l))
        return c->errs.code == E_NONE ? store_failed(c) : -1;
    d->did = ARENA_ARRAY(c->a, struct disclosure_line *, l->n + 1);
    for (struct line *line = l->first; line; line = line->next)
        d->did[d->ndid++] = &line->is;
    qsort(d->did, d->ndid, sizeof *d->did, line_order);
    return 0;
}

/* ---- the report ---- */

static int head_size(struct ctx *c, struct sv head, int64_t *out)
{
    json *j;

    if (json_parse(c->a, head, &j, &c->errs))
        return -1;
    *out = json_int(json_get(j, "tree_size"), 0);
    return 0;
}

int disclosure_read(struct ctx *c, struct sv item, bool proofs, struct disclosure *out)
{
    struct lines lines = {.c = c, .proofs = proofs};
    struct item it;

    memset(out, 0, sizeof *out);
    if (item_find(c, item, &it))
        return -1;
    if (!item_sees_all(&it))
        return fail(&c->errs, E_FORBIDDEN, "USE-3", MSG_DISCLOSURE_NOT_YOURS, NO_ARGS);
    if (audit_head_json(c->db, c->a, &out->head, &c->errs) || head_size(c, out->head, &lines.size))
        return -1;
    find_could(c, &it, out);
    if (find_did(c, &it, &lines, out))
        return -1;
    record_act(c, "item.disclosure");
    record_fact(c, "item", it.row.id);
    return 0;
}

/* ---- as JSON ---- */

/* One owner's persons, from I on; the index of the next owner's. */
static size_t write_reader(struct jw *w, const struct disclosure *d, size_t i)
{
    struct sv owner = d->could[i].owner;

    jw_obj(w);
    jw_ksv(w, "member", d->could[i].member);
    jw_key(w, "persons");
    jw_arr(w);
    for (; i < d->ncould && sv_eq(d->could[i].owner, owner); i++) {
        jw_obj(w);
        jw_ksv(w, "id", d->could[i].person);
        jw_kstr(w, "rule", d->could[i].rule);
        jw_end_obj(w);
    }
    jw_end_arr(w);
    jw_end_obj(w);
    return i;
}

static void write_line(struct jw *w, const struct disclosure_line *line)
{
    jw_obj(w);
    jw_ksv(w, "person", line->person);
    jw_ksv(w, "member", line->member);
    jw_ktime(w, "at", line->at);
    jw_ksv(w, "way", line->way);
    jw_ksv(w, "act", line->act);
    jw_ksv(w, "rule", line->rule);
    if (line->outside)
        jw_kbool(w, "outside_scope", true);
    jw_key(w, "entry");
    if (line->entry < 0)
        jw_null(w);
    else
        jw_int(w, line->entry);
    if (line->proof.p)
        jw_kraw(w, "proof", line->proof);
    jw_end_obj(w);
}

static void write_report(struct ctx *c, struct jw *w, struct sv item, const struct disclosure *d)
{
    jw_obj(w);
    jw_ksv(w, "item", item);
    jw_ktime(w, "as_of", c->now);
    jw_key(w, "could");
    jw_arr(w);
    for (size_t i = 0; i < d->ncould;)
        i = write_reader(w, d, i);
    jw_end_arr(w);
    jw_key(w, "did");
    jw_arr(w);
    for (size_t i = 0; i < d->ndid; i++)
        write_line(w, d->did[i]);
    jw_end_arr(w);
    jw_kraw(w, "head", d->head);
    jw_end_obj(w);
}

int disclosure_report(struct ctx *c, struct sv item, bool proofs, struct sv *json_out)
{
    struct disclosure d;
    struct str s;
    struct jw w;

    if (disclosure_read(c, item, proofs, &d))
        return -1;
    str_init(&s, c->a, REPORT_MAX);
    jw_init(&w, &s);
    write_report(c, &w, item, &d);
    if (s.overflow)
        return fail(&c->errs, E_TOO_LARGE, NULL, MSG_DISCLOSURE_TOO_LARGE, NO_ARGS);
    *json_out = str_sv(&s);
    return 0;
}
