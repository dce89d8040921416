/* What offices do: reports of violations, minimal access, the record; and the affairs office's
 * home. */
#include "domain/agenda.h"
#include "domain/audit_view.h"
#include "domain/member.h"
#include "domain/minimal.h"
#include "domain/operator.h"
#include "domain/record.h"
#include "domain/violation.h"
#include "web/page_items.h"
#include "web/words.h"

#define SHOWN 50
#define HOME_SHOWN 5
#define FORM_MAX ((size_t)256 << 10)

static struct sv or_empty(struct sv s)
{
    return s.p ? s : SV("");
}

/* ---- violations ---- */

static struct tpl_violation_row *violation_rows(struct ctx *c, const struct violation_view *v,
                                                size_t n)
{
    struct tpl_violation_row *rows = ARENA_ARRAY(c->a, struct tpl_violation_row, n + 1);

    for (size_t i = 0; i < n; i++)
        rows[i] = (struct tpl_violation_row){word_violation(v[i].kind), v[i].item, v[i].text,
                                             v[i].at, words_of_person(c, v[i].person)};
    return rows;
}

int page_violations(struct request *r)
{
    struct sv next, cursor = page_query(r, "cursor");
    struct violation_view *v;
    struct page p;
    size_t n;

    if (violation_list(r->c, SHOWN, cursor, &v, &n, &next))
        return -1;
    page_begin(&p, r, "violations");
    tpl_violations(&p.h, &(struct tpl_violations){
                             .all = ctx_is_affairs(r->c),
                             .rows = violation_rows(r->c, v, n),
                             .nrows = n,
                             .next = next.p ? page_query_with(r, "cursor", next) : SV(""),
                         });
    return page_end_msg(&p, MSG_NAV_VIOLATIONS);
}

int page_violation_new(struct request *r)
{
    static const char *const kinds[] = {"leak", "beyond_scope", "other_purpose", "other"};
    struct tpl_choice choices[4];
    struct fields f;
    struct page p;

    if (fields_read(r, &f))
        return -1;
    struct sv item = f.n ? field_get(&f, "item") : page_query(r, "item");
    for (size_t i = 0; i < 4; i++)
        choices[i] = (struct tpl_choice){sv_of(kinds[i]),
                                         msg_raw(r->c->lang, word_violation(sv_of(kinds[i]))),
                                         field_is(&f, "kind", kinds[i])};
    page_begin(&p, r, "violations");
    tpl_violation_new(&p.h, &(struct tpl_violation_new){
                                .csrf = page_csrf(r),
                                .once = page_once(r),
                                .refused = page_errors(r, NULL),
                                .text_wrong = page_errors(r, "/text"),
                                .kinds = choices,
                                .nkinds = 4,
                                .item = or_empty(item),
                                .text = or_empty(field_get(&f, "text")),
                            });
    return page_end_msg(&p, MSG_REPORT_VIOLATION);
}

int page_violation_report(struct request *r)
{
    struct violation_view v;
    struct fields f;
    struct str text;
    struct jw w;

    if (fields_read(r, &f))
        return -1;
    str_init(&text, r->c->a, FORM_MAX);
    jw_init(&w, &text);
    jw_obj(&w);
    field_put_text(&w, &f, "kind", "kind");
    field_put_text(&w, &f, "item", "item");
    field_put_text(&w, &f, "text", "text");
    jw_end_obj(&w);
    if (fields_body(r, "violation_new", &text) || violation_report(r->c, r->body, &v))
        return -1;
    return page_go_done(r, SV("/violations"), "reported");
}

/* ---- minimal access ---- */

int page_minimal(struct request *r)
{
    struct fields f;
    struct page p;

    if (fields_read(r, &f))
        return -1;
    page_begin(&p, r, "minimal");
    tpl_minimal(&p.h, &(struct tpl_minimal){
                          .csrf = page_csrf(r),
                          .once = page_once(r),
                          .general = field_is(&f, "kind", "general_affairs"),
                          .refused = page_errors(r, NULL),
                          .item = or_empty(field_get(&f, "item")),
                          .purpose = or_empty(field_get(&f, "purpose")),
                          .until = or_empty(field_get(&f, "until")),
                      });
    return page_end_msg(&p, MSG_NAV_MINIMAL);
}

/* What is not there and what is not allowed are answered alike. */
int page_minimal_open(struct request *r)
{
    struct minimal_view v;
    struct fields f;
    struct str text;
    struct jw w;
    bool opened;

    if (fields_read(r, &f))
        return -1;
    str_init(&text, r->c->a, FORM_MAX);
    jw_init(&w, &text);
    jw_obj(&w);
    field_put_text(&w, &f, "kind", "kind");
    field_put_text(&w, &f, "purpose", "purpose");
    field_put_time(&w, r->c->a, &f, "until", "until");
    jw_end_obj(&w);
    if (fields_body(r, "minimal_new", &text) ||
        minimal_open(r->c, or_empty(field_text(&f, "item")), r->body, &v, &opened))
        return -1;
    if (!opened)
        return page_go_done(r, SV("/minimal-access"), "minimal");
    return page_go_done(r, sv_join(r->c->a, SV("/minimal-access/"), v.id), "saved");
}

int page_minimal_one(struct request *r)
{
    struct minimal_view v;
    struct page p;

    if (minimal_get(r->c, r->param[0], &v))
        return -1;
    bool own = sv_eq(v.person, r->c->roster->persons[r->c->person].id);
    page_begin(&p, r, "minimal");
    tpl_minimal_one(
        &p.h, &(struct tpl_minimal_one){
                  .csrf = page_csrf(r),
                  .id = v.id,
                  .item = v.item,
                  .person = v.person,
                  .kind = sv_is(v.kind, "dispute") ? MSG_MINIMAL_DISPUTE : MSG_MINIMAL_GENERAL,
                  .purpose = v.purpose,
                  .until = v.until,
                  .ended_at = v.ended_at,
                  .may_end = own && v.ended_at == TIME_NONE && v.until > r->c->now,
              });
    return page_end_msg(&p, MSG_NAV_MINIMAL);
}

int page_minimal_end(struct request *r)
{
    if (minimal_close(r->c, r->param[0]))
        return -1;
    return page_go_done(r, sv_join(r->c->a, SV("/minimal-access/"), r->param[0]), "ended");
}

/* ---- the record ---- */

/* Before the first head there is none to show. */
static int put_head(struct ctx *c, struct tpl_audit *t)
{
    struct sv text;
    json *v;

    if (audit_view_head(c, &text)) {
        if (c->errs.code != E_CONFLICT && c->errs.code != E_NOT_FOUND)
            return -1;
        errs_init(&c->errs, c->a, c->lang);
        return 0;
    }
    if (json_parse(c->a, text, &v, &c->errs))
        return -1;
    t->head = true;
    t->size = json_int(json_get(v, "tree_size"), 0);
    t->root = json_get_sv(v, "root");
    t->key = json_get_sv(v, "key");
    return time_parse(json_get_sv(v, "at"), &t->at) ? -1 : 0;
}

static int put_acts(struct ctx *c, struct tpl_audit *t)
{
    struct operator_act_view *v;
    struct sv next;

    t->sees_acts = ctx_is_coordinator(c) || person_on_committee(c->roster, c->person);
    if (!t->sees_acts)
        return 0;
    if (operator_act_list(c, SHOWN, SV_NONE, &v, &t->nacts, &next))
        return -1;
    struct tpl_operator_row *rows = ARENA_ARRAY(c->a, struct tpl_operator_row, t->nacts + 1);
    for (size_t i = 0; i < t->nacts; i++)
        rows[i] =
            (struct tpl_operator_row){v[i].at, v[i].act, v[i].subject, v[i].value, v[i].reason};
    t->acts = rows;
    return 0;
}

int page_audit(struct request *r)
{
    struct tpl_audit t = {.at = TIME_NONE};
    struct page p;

    if (put_head(r->c, &t) || put_acts(r->c, &t))
        return -1;
    page_begin(&p, r, "audit");
    tpl_audit(&p.h, &t);
    return page_end_msg(&p, MSG_NAV_AUDIT);
}

/* ---- home ---- */

int page_home_affairs(struct request *r)
{
    struct ctx *c = r->c;
    struct agenda_entry *waits;
    struct violation_view *v;
    struct sv next;
    struct page p;
    size_t n, nwaits;
    bool more;

    if (agenda_for(c, &waits, &nwaits, &more) ||
        violation_list(c, HOME_SHOWN, SV_NONE, &v, &n, &next))
        return -1;
    record_act(c, "page.home");
    page_begin(&p, r, "home");
    tpl_home_affairs(&p.h, &(struct tpl_home_affairs){
                               .name = c->roster->persons[c->person].name,
                               .waits = item_waits(c, waits, nwaits),
                               .nwaits = nwaits,
                               .violations = violation_rows(c, v, n),
                               .nviolations = n,
                           });
    return page_end_msg(&p, MSG_HOME_TITLE);
}
