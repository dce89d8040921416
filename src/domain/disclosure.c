/* The disclosure report: see disclosure.h. */
#include "domain/disclosure.h"

#include <stdlib.h>
#include <string.h>

#include "domain/item_private.h"

#define REPORT_MAX ((size_t)64 << 20)
#define PROOF_ROOM ((size_t)4 << 20)

/* ---- who could ---- */

static void write_persons(struct ctx *c, struct jw *w, const struct item *it, const int *persons, size_t n,
                          struct sv member)
{
    bool any = false;

    for (size_t i = 0; i < n; i++) {
        struct decision d;
        if (!policy_may_read(c->roster, persons[i], &it->facts, c->now, c->today, &d))
            continue;
        if (!any) {
            jw_obj(w);
            jw_ksv(w, "member", member);
            jw_key(w, "persons");
            jw_arr(w);
        }
        any = true;
        jw_obj(w);
        jw_ksv(w, "id", c->roster->persons[persons[i]].id);
        jw_kstr(w, "rule", d.rule);
        jw_end_obj(w);
    }
    if (any) {
        jw_end_arr(w);
        jw_end_obj(w);
    }
}

/* A member that is not named to others (JOIN-8) stands here if the scope names it, for then its id was
 * known; else it stands in the report once it did read, not before. */
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

static void write_could(struct ctx *c, struct jw *w, const struct item *it)
{
    const struct roster *r = c->roster;

    jw_key(w, "could");
    jw_arr(w);
    for (size_t m = 0; m < r->nmembers; m++)
        if (is_named(c, it, (int)m))
            write_persons(c, w, it, r->members[m].persons, r->members[m].npersons, r->members[m].id);
    for (size_t x = 0; x < r->nconstituents; x++)
        write_persons(c, w, it, r->constituents[x].persons, r->constituents[x].npersons,
                      r->members[r->constituents[x].via].id);
    jw_end_arr(w);
}

/* ---- who did ---- */

struct line {
    struct line *next;
    int64_t at, entry; /* entry: -1, in no head yet */
    struct sv person, member, way, act, rule, proof;
    bool outside;
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

static int take_proof(struct lines *l, const struct audit_shown *s, struct line *line)
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
    struct line *line = ARENA_NEW(a, struct line);

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
    line->next = l->first;
    l->first = line;
    l->n++;
    l->bytes += sizeof *line + line->proof.n;
    return l->bytes > REPORT_MAX ? fail(&l->c->errs, E_TOO_LARGE, NULL, MSG_DISCLOSURE_TOO_LARGE, NO_ARGS) : 0;
}

static int line_order(const void *x, const void *y)
{
    const struct line *a = *(struct line *const *)x, *b = *(struct line *const *)y;

    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return sv_cmp(a->person, b->person);
}

static void write_line(struct jw *w, const struct line *line)
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

static int write_did(struct ctx *c, struct jw *w, const struct item *it, struct lines *l)
{
    if (audit_shown_each(c->db, it->row.id, take_line, l))
        return c->errs.code == E_NONE ? store_failed(c) : -1;
    struct line **v = ARENA_ARRAY(c->a, struct line *, l->n + 1);
    size_t n = 0;
    for (struct line *line = l->first; line; line = line->next)
        v[n++] = line;
    qsort(v, n, sizeof *v, line_order);
    jw_key(w, "did");
    jw_arr(w);
    for (size_t i = 0; i < n; i++)
        write_line(w, v[i]);
    jw_end_arr(w);
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

int disclosure_report(struct ctx *c, struct sv item, bool proofs, struct sv *json_out)
{
    struct lines lines = {.c = c, .proofs = proofs};
    struct item it;
    struct sv head;
    struct str s;
    struct jw w;

    if (item_find(c, item, &it))
        return -1;
    if (!item_sees_all(&it))
        return fail(&c->errs, E_FORBIDDEN, "USE-3", MSG_DISCLOSURE_NOT_YOURS, NO_ARGS);
    if (audit_head_json(c->db, c->a, &head, &c->errs) || head_size(c, head, &lines.size))
        return -1;
    str_init(&s, c->a, REPORT_MAX);
    jw_init(&w, &s);
    jw_obj(&w);
    jw_ksv(&w, "item", it.row.id);
    jw_ktime(&w, "as_of", c->now);
    write_could(c, &w, &it);
    if (write_did(c, &w, &it, &lines))
        return -1;
    jw_kraw(&w, "head", head);
    jw_end_obj(&w);
    if (s.overflow)
        return fail(&c->errs, E_TOO_LARGE, NULL, MSG_DISCLOSURE_TOO_LARGE, NO_ARGS);
    *json_out = str_sv(&s);
    record_act(c, "item.disclosure");
    record_fact(c, "item", it.row.id);
    return 0;
}
