/* Files of other systems: what would be made of one, and making it. */
#include "exchange/bring_in.h"
#include "exchange/intake.h"
#include "web/page_compose.h"
#include "web/page_items.h"
#include "web/words.h"

#define SHOWN_ITEMS 100
#define SHOWN_GAPS 200
#define SCOPE_MAX ((size_t)256 << 10)

/* ---- the form ---- */

int page_upload(struct request *r)
{
    struct tpl_scope_form *scope = ARENA_NEW(r->c->a, struct tpl_scope_form);
    struct tpl_choice kinds[KIND_COUNT];
    struct tpl_upload t = {.csrf = page_csrf(r), .kinds = kinds, .scope = scope};
    struct fields f;
    struct page p;

    if (fields_read(r, &f))
        return -1;
    for (int k = 0; k < KIND_COUNT; k++)
        if (k != KIND_EARLY_WARNING && k != KIND_NOTICE)
            kinds[t.nkinds++] =
                (struct tpl_choice){sv_of(item_kind_name((enum item_kind)k)),
                                    msg_raw(r->c->lang, word_kind((enum item_kind)k)),
                                    field_is(&f, "kind", item_kind_name((enum item_kind)k))};
    scope_form_fill(r, &f, scope);
    t.refused = page_errors(r, NULL);
    t.secret_wrong = page_errors(r, "/secret");
    t.secret_yes = field_is(&f, "secret", "yes");
    t.secret_no = field_is(&f, "secret", "no");
    page_begin(&p, r, "upload");
    tpl_upload(&p.h, &t);
    return page_end_msg(&p, MSG_NAV_UPLOAD);
}

static const struct field *file_of(const struct fields *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (sv_is(f->v[i].name, "file") && f->v[i].file_name.p && f->v[i].value.n)
            return &f->v[i];
    return NULL;
}

static int need_file(struct request *r, const struct fields *f, const struct field **out)
{
    *out = file_of(f);
    return *out
               ? 0
               : errs_add(&r->c->errs, E_MALFORMED, SV("/file"), NULL, MSG_UPLOAD_NO_FILE, NO_ARGS);
}

/* ---- what would be made ---- */

struct looking {
    struct arena *a;
    struct tpl_made_item items[SHOWN_ITEMS], *now;
    struct tpl_gap gaps[SHOWN_GAPS];
    size_t nitems, ngaps;
    int64_t total;
};

static int on_begin(void *ctx, const struct intake_item *item)
{
    struct looking *l = ctx;

    l->total++;
    l->now = l->nitems < SHOWN_ITEMS ? &l->items[l->nitems++] : NULL;
    if (l->now)
        *l->now = (struct tpl_made_item){.title = sv_copy(l->a, item->title)};
    return 0;
}

static int on_indicator(void *ctx, const struct intake_indicator *indicator)
{
    struct looking *l = ctx;

    (void)indicator;
    if (l->now)
        l->now->indicators++;
    return 0;
}

static int on_reference(void *ctx, const struct intake_reference *reference)
{
    struct looking *l = ctx;

    (void)reference;
    if (l->now)
        l->now->references++;
    return 0;
}

static int on_object(void *ctx, const struct intake_object *object)
{
    (void)ctx;
    (void)object;
    return 0;
}

static int on_gap(void *ctx, const struct intake_gap *gap)
{
    struct looking *l = ctx;

    if (l->ngaps < SHOWN_GAPS)
        l->gaps[l->ngaps++] =
            (struct tpl_gap){sv_copy(l->a, gap->pointer), sv_copy(l->a, gap->why)};
    return 0;
}

static int on_end(void *ctx, const struct intake_item *item)
{
    struct looking *l = ctx;

    if (l->now) {
        l->now->title = sv_copy(l->a, item->title);
        l->now->tlp = tlp_words(l->a, sv_copy(l->a, item->tlp));
    }
    return 0;
}

static struct tpl_gap *wrong_of(struct request *r, size_t *n_out)
{
    const struct errs *e = &r->c->errs;
    struct tpl_gap *v = ARENA_ARRAY(r->c->a, struct tpl_gap, e->n + 1);

    for (size_t i = 0; i < e->n; i++)
        v[i] = (struct tpl_gap){e->v[i].pointer, e->v[i].detail};
    *n_out = e->n;
    if (!e->n)
        v[(*n_out)++] = (struct tpl_gap){SV(""), e->detail};
    return v;
}

/* Reads the file and stores nothing. */
int page_upload_preview(struct request *r)
{
    struct looking *l = ARENA_NEW(r->c->a, struct looking);
    struct intake_sink sink = {l, on_begin, on_indicator, on_reference, on_object, on_gap, on_end};
    struct tpl_upload_preview t = {.items = l->items, .gaps = l->gaps};
    const struct field *file;
    struct fields f;
    struct page p;

    l->a = r->c->a;
    if (fields_read(r, &f) || need_file(r, &f, &file))
        return -1;
    t.name = file->file_name;
    if (intake_read(file->value, file->file_name, &sink, &r->c->errs)) {
        t.wrong = wrong_of(r, &t.nwrong);
        errs_init(&r->c->errs, r->c->a, r->c->lang);
    }
    t.nitems = l->nitems;
    t.ngaps = l->ngaps;
    t.total = l->total;
    t.more = l->total > (int64_t)l->nitems;
    page_begin(&p, r, "upload");
    tpl_upload_preview(&p.h, &t);
    return page_end_msg(&p, MSG_UPLOAD_PREVIEW);
}

/* ---- making it ---- */

/* The scope alone, as import takes it. */
static struct sv scope_of(struct request *r, const struct fields *f)
{
    struct str text;
    struct sv scope;
    struct jw w;

    str_init(&text, r->c->a, SCOPE_MAX);
    jw_init(&w, &text);
    jw_obj(&w);
    compose_scope(r->c, &w, f);
    jw_end_obj(&w);
    return json_scan_member(str_sv(&text), SV("scope"), &scope) == 1 ? scope : SV_NONE;
}

static int show_made(struct request *r, const struct brought *b)
{
    struct tpl_gap *gaps = ARENA_ARRAY(r->c->a, struct tpl_gap, b->ngaps + 1);
    struct page p;

    for (size_t i = 0; i < b->ngaps; i++)
        gaps[i] = (struct tpl_gap){b->gaps[i].pointer, b->gaps[i].detail};
    page_begin(&p, r, "upload");
    tpl_uploaded(&p.h, &(struct tpl_uploaded){b->items, b->nitems, b->indicators, gaps, b->ngaps});
    return page_end_msg(&p, MSG_UPLOADED);
}

int page_upload_do(struct request *r)
{
    const struct field *file;
    struct brought b;
    struct fields f;

    if (fields_read(r, &f) || need_file(r, &f, &file))
        return -1;
    struct import_terms terms = {
        .person = r->person,
        .by = r->shown,
        .way = WAY_PORTAL,
        .lang = r->c->lang,
        .scope = scope_of(r, &f),
        .secret = field_is(&f, "secret", "yes")  ? 1
                  : field_is(&f, "secret", "no") ? 0
                                                 : -1,
        .kind = field_text(&f, "kind"),
        .stop = request_stopping(r),
    };
    if (bring_in(r->c->app, r->c->a, &terms, file->value, file->file_name, &b, &r->c->errs))
        return -1;
    return show_made(r, &b);
}
