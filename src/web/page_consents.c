/* Consents (CON-1): those asked of one's member, those it asked for; asking; answering.  Additions
 * of non-members (ACC-10). */
#include "domain/consent.h"

#include "domain/addition.h"
#include "web/page_compose.h"
#include "web/page_items.h"
#include "web/words.h"

#define SHOWN 50
#define FORM_MAX ((size_t)256 << 10)

static struct sv terms_words(struct ctx *c, struct sv terms)
{
    struct str out;
    json *list;

    str_init(&out, c->a, 64u << 10);
    if (json_parse(c->a, terms, &list, &c->errs))
        return SV("");
    for (size_t i = 0; i < json_len(list); i++)
        str_addf(&out, "%s%.*s", i ? ", " : "", SV_FMT(words_of_term(c, json_at(list, i))));
    return str_sv(&out);
}

/* A person who asks is named by its member, where it has one. */
static struct sv asker_words(struct ctx *c, const struct consent_view *v)
{
    struct sv person = words_of_person(c, v->asked_by);

    return v->asked_member < 0
               ? person
               : sv_fmt(c->a, "%.*s (%.*s)", SV_FMT(words_of_member(c, v->asked_member)),
                        SV_FMT(person));
}

/* The page of ROLE that the query parameter of that NAME asks for. */
static int rows_of(struct request *r, enum consent_role role, const char *name,
                   const struct tpl_consent_row **out, size_t *n_out, struct sv *next_out)
{
    struct consent_filter f = {.state = SV_NONE, .role = role};
    struct ctx *c = r->c;
    struct consent_view *v;
    struct sv next;

    if (consent_list(c, &f, SHOWN, page_query(r, name), &v, n_out, &next))
        return -1;
    struct tpl_consent_row *rows = ARENA_ARRAY(c->a, struct tpl_consent_row, *n_out + 1);
    for (size_t i = 0; i < *n_out; i++)
        rows[i] = (struct tpl_consent_row){sv_join(c->a, SV("/consents/"), v[i].id),
                                           v[i].purpose,
                                           asker_words(c, &v[i]),
                                           terms_words(c, v[i].to),
                                           word_consent(v[i].state),
                                           sv_is(v[i].state, "open"),
                                           v[i].at};
    *out = rows;
    *next_out = next.p ? page_query_with(r, name, next) : SV("");
    return 0;
}

int page_consents(struct request *r)
{
    struct tpl_consents t = {.later = page_query(r, "asked").p || page_query(r, "asking").p};
    struct page p;

    page_begin(&p, r, "consents");
    if (rows_of(r, CONSENT_ASKED, "asked", &t.asked, &t.nasked, &t.asked_next) ||
        rows_of(r, CONSENT_ASKING, "asking", &t.asking, &t.nasking, &t.asking_next))
        return -1;
    tpl_consents(&p.h, &t);
    return page_end_msg(&p, MSG_NAV_CONSENTS);
}

int page_consent(struct request *r)
{
    struct ctx *c = r->c;
    struct consent_view v;
    struct page p;
    json *to;

    if (consent_get(c, r->param[0], &v) || json_parse(c->a, v.to, &to, &c->errs))
        return -1;
    struct tpl_consent t = {
        .csrf = page_csrf(r),
        .refused = page_errors(r, NULL),
        .id = v.id,
        .item = v.item,
        .purpose = v.purpose,
        .asker = asker_words(c, &v),
        .parts = v.parts,
        .until = v.until,
        .at = v.at,
        .open_secret = v.open_secret,
        .state = word_consent(v.state),
        .may_answer = sv_is(v.state, "open") && v.asked_member != c->member &&
                      c->roster->persons[c->person].approver,
        .answered_at = v.answered_at,
        .answered_by = words_of_person(c, v.answered_by),
    };
    t.to = words_of_terms(c, to, &t.nto);
    page_begin(&p, r, "consents");
    tpl_consent(&p.h, &t);
    return page_end_msg(&p, MSG_CONSENT_TITLE);
}

int page_consent_answer(struct request *r)
{
    struct consent_view v;
    struct fields f;
    struct str text;
    struct jw w;

    if (fields_read(r, &f))
        return -1;
    str_init(&text, r->c->a, FORM_MAX);
    jw_init(&w, &text);
    jw_obj(&w);
    field_put_text(&w, &f, "answer", "answer");
    jw_end_obj(&w);
    if (fields_body(r, "consent_answer", &text) || consent_answer(r->c, r->param[0], r->body, &v))
        return -1;
    return page_go_done(r, sv_join(r->c->a, SV("/consents/"), r->param[0]), "answered");
}

/* ---- asking ---- */

static struct sv or_empty(struct sv s)
{
    return s.p ? s : SV("");
}

int page_consent_ask(struct request *r)
{
    struct ctx *c = r->c;
    struct scope_choices in;
    struct item_view v;
    struct fields f;
    struct page p;

    if (fields_read(r, &f) || item_get(c, r->param[0], &v))
        return -1;
    scope_choices(c, &f, "in", false, &in);
    page_begin(&p, r, "items");
    tpl_consent_ask(&p.h, &(struct tpl_consent_ask){
                              .csrf = page_csrf(r),
                              .once = page_once(r),
                              .id = v.id,
                              .title = v.title,
                              .refused = page_errors(r, NULL),
                              .to_wrong = page_errors(r, "/to"),
                              .purpose_wrong = page_errors(r, "/purpose"),
                              .basic = in.basic,
                              .nbasic = in.nbasic,
                              .categories = in.categories,
                              .ncategories = in.ncategories,
                              .sectors = in.sectors,
                              .nsectors = in.nsectors,
                              .groups = in.groups,
                              .ngroups = in.ngroups,
                              .members = or_empty(field_get(&f, "members")),
                              .persons = or_empty(field_get(&f, "persons")),
                              .purpose = or_empty(field_get(&f, "purpose")),
                              .parts = or_empty(field_get(&f, "parts")),
                              .until = or_empty(field_get(&f, "until")),
                              .secret = v.secret,
                              .opens = field_text(&f, "open_secret").p != NULL,
                          });
    return page_end_msg(&p, MSG_ASK_CONSENT);
}

int page_consent_ask_do(struct request *r)
{
    struct consent_view v;
    struct fields f;
    struct str text;
    struct jw w;

    if (fields_read(r, &f))
        return -1;
    str_init(&text, r->c->a, FORM_MAX);
    jw_init(&w, &text);
    jw_obj(&w);
    jw_key(&w, "to");
    compose_terms(r->c, &w, &f, "in", "members", "persons");
    field_put_text(&w, &f, "purpose", "purpose");
    field_put_text(&w, &f, "parts", "parts");
    field_put_time(&w, r->c->a, &f, "until", "until");
    field_put_flag(&w, &f, "open_secret", "open_secret");
    jw_end_obj(&w);
    if (fields_body(r, "consent_new", &text) || consent_ask(r->c, r->param[0], r->body, &v))
        return -1;
    return page_go_done(r, sv_join(r->c->a, SV("/consents/"), v.id), "asked");
}

/* ---- additions ---- */

static enum msg addition_state(struct sv state)
{
    if (sv_is(state, "open"))
        return MSG_ADDITION_STATE_OPEN;
    if (sv_is(state, "registered"))
        return MSG_ADDITION_STATE_REGISTERED;
    return sv_is(state, "late") ? MSG_ADDITION_STATE_LATE : MSG_ADDITION_STATE_CLOSED;
}

static struct sv constituent_name(const struct ctx *c, struct sv id)
{
    int i = roster_constituent(c->roster, id);

    return i < 0 ? id : c->roster->constituents[i].name;
}

static int addition_rows(struct ctx *c, struct sv item, struct tpl_additions *t)
{
    struct addition_view *v;

    if (addition_list(c, item, &v, &t->nrows))
        return -1;
    struct tpl_addition_row *rows = ARENA_ARRAY(c->a, struct tpl_addition_row, t->nrows + 1);
    for (size_t i = 0; i < t->nrows; i++)
        rows[i] = (struct tpl_addition_row){v[i].id,
                                            constituent_name(c, v[i].constituent),
                                            words_of_member(c, roster_member(c->roster, v[i].via)),
                                            v[i].emergency,
                                            v[i].reason,
                                            v[i].at,
                                            v[i].register_by,
                                            addition_state(v[i].state),
                                            !sv_is(v[i].state, "closed")};
    t->rows = rows;
    return 0;
}

int page_additions(struct request *r)
{
    struct ctx *c = r->c;
    struct tpl_additions t = {.csrf = page_csrf(r),
                              .once = page_once(r),
                              .id = r->param[0],
                              .refused = page_errors(r, NULL),
                              .may = ctx_is_coordinator(c)};
    struct item_view v;
    struct fields f;
    struct page p;

    page_begin(&p, r, "items");
    if (fields_read(r, &f) || item_get(c, r->param[0], &v) || addition_rows(c, r->param[0], &t))
        return -1;
    t.title = v.title;
    t.emergency = field_text(&f, "emergency").p != NULL;
    t.reason = or_empty(field_get(&f, "reason"));
    t.told_at = or_empty(field_get(&f, "told_at"));
    struct tpl_choice *choices = ARENA_ARRAY(c->a, struct tpl_choice, c->roster->nconstituents + 1);
    for (size_t i = 0; t.may && i < c->roster->nconstituents; i++) {
        const struct constituent *x = &c->roster->constituents[i];
        choices[t.nconstituents++] = (struct tpl_choice){
            x->id, sv_fmt(c->a, "%.*s (%.*s)", SV_FMT(x->name), SV_FMT(words_of_member(c, x->via))),
            sv_eq(field_get(&f, "constituent"), x->id)};
    }
    t.constituents = choices;
    tpl_additions(&p.h, &t);
    return page_end_msg(&p, MSG_ADDITIONS);
}

int page_addition_open(struct request *r)
{
    struct addition_view v;
    struct fields f;
    struct str text;
    struct jw w;

    if (fields_read(r, &f))
        return -1;
    int i = roster_constituent(r->c->roster, field_get(&f, "constituent"));
    str_init(&text, r->c->a, FORM_MAX);
    jw_init(&w, &text);
    jw_obj(&w);
    field_put_text(&w, &f, "constituent", "constituent");
    if (i >= 0)
        jw_ksv(&w, "via", r->c->roster->members[r->c->roster->constituents[i].via].id);
    field_put_flag(&w, &f, "emergency", "emergency");
    field_put_text(&w, &f, "reason", "reason");
    field_put_time(&w, r->c->a, &f, "told_at", "told_at");
    jw_end_obj(&w);
    if (fields_body(r, "addition_new", &text) || addition_open(r->c, r->param[0], r->body, &v))
        return -1;
    return page_go_done(r, sv_fmt(r->c->a, "/items/%.*s/additions", SV_FMT(r->param[0])), "saved");
}

int page_addition_close(struct request *r)
{
    struct addition_view v;

    if (addition_close(r->c, r->param[0], &v))
        return -1;
    return page_go_done(r, sv_fmt(r->c->a, "/items/%.*s/additions", SV_FMT(v.item)), "ended");
}
