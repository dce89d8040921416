/* Bring in: what a file holds, handed to an import piece by piece.  See bring_in.h. */
#include "exchange/bring_in.h"

#include "exchange/intake.h"

#define GAPS_MAX 1002
#define REFERENCES_MAX 1000
#define REFERENCE_CHARACTERS 2000
#define REFERENCES_BYTES ((size_t)16 << 20)

struct bringing {
    struct import *im;
    struct arena *a;
    struct brought *out;
    struct errs *e;
    struct arena *item; /* of the item at hand: its references */
    struct str references;
    struct jw w;
    size_t nreferences;
};

static int on_begin(void *ctx, const struct intake_item *item)
{
    struct bringing *b = ctx;

    arena_reset(b->item);
    str_init(&b->references, b->item, REFERENCES_BYTES);
    jw_init(&b->w, &b->references);
    jw_arr(&b->w);
    b->nreferences = 0;
    return import_item_begin(b->im, item->title);
}

static int on_indicator(void *ctx, const struct intake_indicator *i)
{
    struct bringing *b = ctx;
    struct import_indicator one = {i->type,       i->value,     i->comment,
                                   i->first_seen, i->last_seen, i->valid_until};

    return import_add_indicator(b->im, &one);
}

static void add_gap(struct bringing *b, struct sv pointer, struct sv why)
{
    if (b->out->ngaps < GAPS_MAX)
        b->out->gaps[b->out->ngaps++] =
            (struct err_entry){sv_copy(b->a, pointer), NULL, sv_copy(b->a, why)};
}

static int on_reference(void *ctx, const struct intake_reference *r)
{
    struct bringing *b = ctx;

    if (b->nreferences == REFERENCES_MAX || utf8_len(r->value) > REFERENCE_CHARACTERS) {
        add_gap(
            b, SV(""),
            msg_text(b->a, b->e->lang, MSG_IMPORT_REFERENCE_LEFT, ARGS(utf8_cut(r->value, 80))));
        return 0;
    }
    b->nreferences++;
    jw_obj(&b->w);
    jw_kstr(&b->w, "type", r->type);
    jw_ksv(&b->w, "value", r->value);
    jw_end_obj(&b->w);
    return 0;
}

static int on_object(void *ctx, const struct intake_object *o)
{
    struct bringing *b = ctx;

    return import_add_object(b->im, o->id, o->type, o->raw);
}

static int on_gap(void *ctx, const struct intake_gap *gap)
{
    add_gap(ctx, gap->pointer, gap->why);
    return 0;
}

static int on_end(void *ctx, const struct intake_item *item)
{
    struct bringing *b = ctx;

    jw_end_arr(&b->w);
    return import_item_end(b->im, &(struct import_item){.title = item->title,
                                                        .body = item->body,
                                                        .lang = item->lang,
                                                        .tlp = item->tlp,
                                                        .kind = item->kind,
                                                        .secret = item->secret == 1,
                                                        .references = str_sv(&b->references)});
}

static int read_all(struct bringing *b, struct sv text, struct sv file_name)
{
    const struct intake_sink sink = {b,         on_begin, on_indicator, on_reference,
                                     on_object, on_gap,   on_end};

    if (intake_read(text, file_name, &sink, b->e))
        return -1;
    b->out->indicators = import_indicators(b->im);
    return import_publish(b->im, &b->out->items, &b->out->nitems);
}

int bring_in(struct app *app, struct arena *a, const struct import_terms *terms, struct sv text,
             struct sv file_name, struct brought *out, struct errs *e)
{
    struct bringing b = {.a = a, .out = out, .e = e};

    *out = (struct brought){.gaps = ARENA_ARRAY(a, struct err_entry, GAPS_MAX)};
    if (import_begin(app, a, terms, &b.im, e))
        return -1;
    b.item = arena_new("bring-in-item", 2 * REFERENCES_BYTES + ((size_t)1 << 20));
    int rc = read_all(&b, text, file_name);
    arena_free(&b.item);
    import_end(&b.im);
    return rc;
}

void brought_write(struct jw *w, const struct brought *b)
{
    jw_key(w, "items");
    jw_arr(w);
    for (size_t i = 0; i < b->nitems; i++)
        jw_sv(w, b->items[i]);
    jw_end_arr(w);
    jw_kint(w, "indicators", b->indicators);
    jw_key(w, "not_represented");
    jw_arr(w);
    for (size_t i = 0; i < b->ngaps; i++) {
        jw_obj(w);
        jw_ksv(w, "pointer", b->gaps[i].pointer);
        jw_ksv(w, "why", b->gaps[i].detail);
        jw_end_obj(w);
    }
    jw_end_arr(w);
}
