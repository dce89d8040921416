/* Files of other systems over HTTP: brought in, taken out. */
#include "api/handlers.h"
#include "exchange/bring_in.h"
#include "exchange/take_out.h"

#define ITEMS_MAX 1000

static int bad(struct request *r, const char *name, enum msg m, struct sv arg)
{
    return errs_add(&r->c->errs, E_MALFORMED, sv_of(name), NULL, m, ARGS(arg));
}

static int read_secret(struct request *r, int *out)
{
    struct sv text = request_query(r, "secret");
    bool yes = sv_is(text, "yes") || sv_is(text, "true"),
         no = sv_is(text, "no") || sv_is(text, "false");

    *out = yes ? 1 : no ? 0 : -1;
    return text.p && !yes && !no ? bad(r, "secret", MSG_FORM_BAD_VALUE, SV("yes, no")) : 0;
}

static int read_terms(struct request *r, struct import_terms *t)
{
    struct errs e;
    enum item_kind kind;
    json *scope;

    *t = (struct import_terms){.person = r->person,
                               .by = r->shown,
                               .way = WAY_API,
                               .lang = r->c->lang,
                               .scope = request_query(r, "scope"),
                               .kind = request_query(r, "kind"),
                               .stop = request_stopping(r),
                               .with = request_keep_key,
                               .with_arg = r};
    errs_init(&e, r->c->a, r->c->lang);
    if (read_secret(r, &t->secret))
        return -1;
    if (t->scope.p && json_parse(r->c->a, t->scope, &scope, &e))
        return bad(r, "scope", MSG_AS_IS, e.detail);
    if (t->kind.p && item_kind_parse(t->kind, &kind))
        return bad(
            r, "kind", MSG_FORM_BAD_VALUE,
            SV("analysis, countermeasure, early_warning, consultation, incident_report, notice"));
    return 0;
}

int api_import(struct request *r)
{
    struct import_terms t;
    struct brought b;
    struct jw w;

    r->status = 201;
    if (read_terms(r, &t) ||
        bring_in(r->c->app, r->c->a, &t, r->body_bytes, request_query(r, "name"), &b, &r->c->errs))
        return -1;
    jw_init(&w, &r->out);
    jw_obj(&w);
    brought_write(&w, &b);
    jw_end_obj(&w);
    return 0;
}

static int read_filter(struct request *r, struct outtake_filter *f)
{
    struct sv since = request_query(r, "since"), rest = request_query(r, "item"), id;
    struct sv *ids = ARENA_ARRAY(r->c->a, struct sv, ITEMS_MAX);

    *f = (struct outtake_filter){.since = TIME_NONE};
    if (since.p && time_parse(since, &f->since))
        return bad(r, "since", MSG_FORM_BAD_TIME, SV_NONE);
    while (sv_word(&rest, &id)) {
        if (f->nids == ITEMS_MAX)
            return bad(r, "item", MSG_FORM_TOO_MANY, SV("1000"));
        ids[f->nids++] = id;
    }
    f->ids = request_query(r, "item").p ? ids : NULL;
    return 0;
}

/* The answer is kept whole until its last item is recorded. */
static int to_answer(void *ctx, struct sv piece)
{
    struct request *r = ctx;

    str_add(&r->out, piece);
    return r->out.overflow ? fail(&r->c->errs, E_TOO_LARGE, NULL, MSG_EXPORT_TOO_LARGE, NO_ARGS)
                           : 0;
}

int api_export(struct request *r)
{
    struct sv name = request_query(r, "format");
    struct outtake_filter f;
    enum take_out_format format;

    if (!name.p)
        return bad(r, "format", MSG_FORM_MISSING, SV_NONE);
    if (take_out_format_parse(name, &format))
        return bad(r, "format", MSG_FORM_BAD_VALUE, SV("stix21, misp, csv, list"));
    r->media_type = take_out_media_type(format);
    return read_filter(r, &f) || take_out(r->c->app, r->person, WAY_EXPORT, r->c->lang, format, &f,
                                          to_answer, r, &r->c->errs)
               ? -1
               : 0;
}
