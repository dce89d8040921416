/* Providing information: the form, the audience while it is filled in, the post. */
#include "web/page_compose.h"

#include "domain/item.h"
#include "domain/record.h"
#include "web/page_items.h"
#include "web/words.h"

#define AUDIENCE_SHOWN 100

/* ---- the audience ---- */

static void put_reached(struct ctx *c, const json *members, struct tpl_audience *t)
{
    size_t n = json_len(members);
    struct tpl_reached *v = ARENA_ARRAY(c->a, struct tpl_reached, AUDIENCE_SHOWN);

    for (size_t i = 0; i < n; i++) {
        const json *m = json_at(members, i);
        int64_t handlers = json_int(json_get(m, "handlers"), 0);
        t->members++;
        t->handlers += handlers;
        if (t->nreached < AUDIENCE_SHOWN)
            v[t->nreached++] = (struct tpl_reached){json_get_sv(m, "name"), handlers};
    }
    t->reached = v;
    t->more = n > AUDIENCE_SHOWN;
}

static void put_left(struct ctx *c, const json *left, struct tpl_audience *t)
{
    size_t n = json_len(left);
    struct tpl_left *v = ARENA_ARRAY(c->a, struct tpl_left, AUDIENCE_SHOWN);

    for (size_t i = 0; i < n && i < AUDIENCE_SHOWN; i++) {
        const json *m = json_at(left, i);
        int member = roster_member(c->roster, json_get_sv(m, "member"));
        v[t->nleft++] = (struct tpl_left){words_of_member(c, member), json_get_sv(m, "rule")};
    }
    t->left = v;
    t->more_left = n > AUDIENCE_SHOWN;
}

/* LIST, less what stands at UNASKED (or NULL). */
static const struct tpl_refusal *put_findings(struct request *r, const json *list,
                                              const char *unasked, size_t *n_out)
{
    struct err_entry *v = ARENA_ARRAY(r->c->a, struct err_entry, json_len(list) + 1);
    size_t n = 0;

    for (size_t i = 0; i < json_len(list); i++) {
        const json *x = json_at(list, i);
        if (unasked && sv_is(json_get_sv(x, "pointer"), unasked))
            continue;
        v[n++] =
            (struct err_entry){json_get_sv(x, "pointer"), sv_cstr(r->c->a, json_get_sv(x, "rule")),
                               json_get_sv(x, "detail")};
    }
    const struct tpl_errors *e = page_entries(r, v, n, NULL);
    *n_out = e ? e->nentries : 0;
    return e ? e->entries : NULL;
}

/* What keeps the preview from being made stands in its place. */
static void put_failure(struct request *r, struct tpl_audience *t)
{
    struct errs *e = &r->c->errs;
    struct err_entry only = {SV(""), e->rule, e->detail};
    const struct tpl_errors *shown =
        e->n ? page_entries(r, e->v, e->n, NULL) : page_entries(r, &only, 1, NULL);

    t->asked = false;
    t->refused = shown->entries;
    t->nrefused = shown->nentries;
    errs_init(e, r->c->a, r->c->lang);
}

static bool anybody_chosen(const struct fields *f)
{
    return field_is(f, "reach", "unspecified") ||
           (field_is(f, "reach", "terms") &&
            (field_text(f, "in").p || field_text(f, "members").p || field_text(f, "persons").p));
}

/* F as far as it was filled in; what is not written yet is no mistake, and has no part in who may
 * read. */
static struct fields as_if_written(struct arena *a, const struct fields *f)
{
    static const char *const needed[][2] = {{"kind", "analysis"}, {"title", "?"}, {"body", "?"}};
    struct fields out = {ARENA_ARRAY(a, struct field, FIELDS_MAX), 0};

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (!field_text(f, needed[i][0]).p)
            field_add(&out, needed[i][0], sv_of(needed[i][1]));
    for (size_t i = 0; i < f->n && out.n < FIELDS_MAX; i++)
        out.v[out.n++] = f->v[i];
    return out;
}

/* The audience of what stands in F; refusals at UNASKED (or NULL) are not shown. */
static int audience_of(struct request *r, const struct fields *f, const char *unasked,
                       struct tpl_audience *t)
{
    struct ctx *c = r->c;
    struct sv answer;
    json *v;

    *t = (struct tpl_audience){.asked = true};
    if (compose_body(r, f) || item_preview(c, r->body, &answer)) {
        if (c->errs.code == E_UNAVAILABLE || c->errs.code == E_INTERNAL)
            return -1;
        put_failure(r, t);
        return 0;
    }
    if (json_parse(c->a, answer, &v, &c->errs))
        return -1;
    t->secret = field_is(f, "secret", "yes");
    put_reached(c, json_get(v, "members"), t);
    t->hidden_members = json_int(json_get(json_get(v, "not_named"), "members"), 0);
    t->hidden_handlers = json_int(json_get(json_get(v, "not_named"), "handlers"), 0);
    put_left(c, json_get(v, "left_out"), t);
    t->refused = put_findings(r, json_get(v, "refused"), unasked, &t->nrefused);
    t->warnings = put_findings(r, json_get(v, "warnings"), NULL, &t->nwarnings);
    return 0;
}

/* What is shown beside the form while it is filled in: nothing is missing yet, there is only more
 * to say. */
static int audience_so_far(struct request *r, const struct fields *f, struct tpl_audience *t)
{
    struct fields written = as_if_written(r->c->a, f);

    *t = (struct tpl_audience){.asked = false};
    return anybody_chosen(f)
               ? audience_of(r, &written, field_get(f, "secret").p ? NULL : "/secret", t)
               : 0;
}

int page_audience(struct request *r)
{
    struct tpl_audience t;
    struct fields f;
    struct page p;

    if (fields_read(r, &f) || audience_so_far(r, &f, &t))
        return -1;
    page_begin(&p, r, NULL);
    tpl_audience(&p.h, &t);
    return page_end_part(&p);
}

/* ---- the form ---- */

/* As from its source: its text to be cut, its scope to be kept within (POST-4, POST-10). */
static int prefill_from(struct request *r, struct sv id, struct fields *f)
{
    struct ctx *c = r->c;
    struct item_view v;
    json *scope;

    if (item_get(c, id, &v))
        return -1;
    if (v.stub)
        return 0;
    field_add(f, "from", v.id);
    field_add(f, "title", v.title);
    field_add(f, "body", v.body);
    field_add(f, "kind",
              v.kind == KIND_ANALYSIS ? SV("countermeasure") : sv_of(item_kind_name(v.kind)));
    if (v.secret)
        field_add(f, "secret", SV("yes"));
    field_add(f, "indicators", compose_indicator_lines(c, &v));
    if (v.scope.p && json_parse(c->a, v.scope, &scope, &c->errs))
        return -1;
    if (v.scope.p)
        scope_fields(c, scope, f);
    return 0;
}

/* POST-8: a consultation may be one sentence, secret, for the coordinator alone: shown, and
 * changeable. */
static void prefill_consultation(struct fields *f)
{
    field_add(f, "kind", SV("consultation"));
    field_add(f, "secret", SV("yes"));
    field_add(f, "reach", SV("terms"));
    field_add(f, "in", SV("coord"));
}

static int prefill(struct request *r, struct fields *f)
{
    struct sv from = page_query(r, "from"), kind = page_query(r, "kind"), to = page_query(r, "to");

    field_add(f, "lang", sv_of(lang_name(r->c->lang)));
    if (from.p)
        return prefill_from(r, from, f);
    if (sv_is(kind, "consultation"))
        prefill_consultation(f);
    else
        field_add(f, "kind", kind);
    if (to.p) {
        field_add(f, "reach", SV("terms"));
        field_add(f, "members", to);
    }
    return 0;
}

/* ASKED: by pressing the button; all that is missing is said. */
static int show(struct request *r, bool asked)
{
    struct tpl_audience audience;
    struct tpl_compose t;
    struct fields f;
    struct page p;

    page_begin(&p, r, "compose");
    if (fields_read(r, &f) || (f.n == 0 && prefill(r, &f)) ||
        (asked ? audience_of(r, &f, NULL, &audience) : audience_so_far(r, &f, &audience)) ||
        compose_fill(r, &f, &t))
        return -1;
    t.audience = &audience;
    tpl_compose(&p.h, &t);
    return page_end_msg(&p, t.title_of_page);
}

int page_compose(struct request *r)
{
    return show(r, false);
}

int page_compose_preview(struct request *r)
{
    return show(r, true);
}

/* ---- the post ---- */

/* Does the form reach beyond the task force? */
static bool goes_beyond(const struct fields *f)
{
    struct sv word;

    if (field_text(f, "members").p || field_text(f, "persons").p)
        return false; /* named one by one: known whom */
    for (size_t i = 0; field_each(f, "in", &i, &word);)
        if (!sv_starts(word, SV("std:")) && !sv_is(word, "coord"))
            return true;
    return false;
}

/* POST-10 and POST-18 ask a question, here and not of programs; the answer is recorded with the
 * post. */
static int ask(struct request *r, const struct fields *f)
{
    bool derives = field_text(f, "from").p != NULL, secret = field_is(f, "secret", "yes");

    if (field_text(f, "confirm").p || (!derives && !(secret && goes_beyond(f))))
        return 0;
    return errs_add(&r->c->errs, E_REFUSED, SV("/confirm"), derives ? "POST-10" : "POST-18",
                    derives ? MSG_CONFIRM_POST_10 : MSG_CONFIRM_POST_18, NO_ARGS);
}

int page_compose_do(struct request *r)
{
    struct item_view v;
    struct fields f;

    if (fields_read(r, &f) || compose_body(r, &f) || ask(r, &f) || item_post(r->c, r->body, &v))
        return -1;
    if (field_text(&f, "confirm").p)
        record_fact(r->c, "confirmed", field_text(&f, "from").p ? SV("POST-10") : SV("POST-18"));
    return page_go_done(r, item_path(r->c->a, v.id),
                        v.state == STATE_PUBLISHED ? "posted" : "held");
}
