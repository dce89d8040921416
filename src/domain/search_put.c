/* Putting items where readers find them: the index `reach` and the rows of full text (search.h). */
#include <string.h>

#include "domain/search.h"

#define ROW_TOKENS 20000
#define ROW_BYTES ((size_t)900 << 10) /* PostgreSQL keeps 1 MiB a row */
#define MARKS_BYTES ((size_t)64 << 10)
#define TEXT_ROWS_MAX (SEQ_CHUNKS / 2)
#define TEXT_MAX (8u << 20)
#define REBUILT_AT_ONCE 50
#define MORE_AT_ONCE 1000 /* indicators that search_more() puts in */
#define PAGES_AT_ONCE 32  /* of the index, put together in one job: some ms */
#define TIDY_STEPS_MAX 20000

/* ---- under which terms an item is found ---- */

struct words {
    struct ctx *c;
    struct sv *v;
    size_t n, cap;
};

static void word_push(void *ctx, struct sv word)
{
    struct words *w = ctx;

    if (w->n == w->cap) {
        size_t cap = w->cap ? 2 * w->cap : 64;
        struct sv *v = ARENA_ARRAY(w->c->a, struct sv, cap);
        if (w->n)
            memcpy(v, w->v, w->n * sizeof *v);
        w->v = v;
        w->cap = cap;
    }
    w->v[w->n++] = word;
}

static void word_add(struct words *w, struct sv word)
{
    for (size_t i = 0; i < w->n; i++)
        if (sv_eq(w->v[i], word))
            return;
    word_push(w, word);
}

static void term_words(struct words *w, const struct item *it, const struct term *t)
{
    bool wide = t->kind == TERM_ALL || t->kind == TERM_UNSPECIFIED;

    word_add(w, wide ? SV("all") : term_text(w->c->a, t));
    if (wide && it->facts.kind == KIND_EARLY_WARNING)
        word_add(w, SV("ew"));
}

static void grant_words(struct words *w, const struct item *it)
{
    for (size_t i = 0; i < it->facts.ngrants; i++) {
        const struct grant *g = &it->facts.grants[i];
        if (g->kind == GRANT_MINIMAL)
            word_add(w, sv_join(w->c->a, SV("min:"), g->term.id));
        else
            term_words(w, it, &g->term);
    }
}

/* Who finds it in lists, or (TEXT) by what it says: of a retracted item that is not told. */
static void find_words(struct words *w, const struct item *it, bool text)
{
    struct arena *a = w->c->a;
    enum item_state s = it->facts.state;

    word_add(w, sv_join(a, SV("own:"), it->row.poster));
    word_add(w, sv_join(a, SV("own:"), it->row.provider));
    if (s == STATE_AWAITING_APPROVAL || (s == STATE_REFUSED && !it->row.at_release))
        return;
    word_add(w, SV("coord"));
    if (s == STATE_AWAITING_RELEASE || s == STATE_REFUSED || s == STATE_EMBARGOED ||
        s == STATE_EXPIRED || (text && s == STATE_RETRACTED))
        return;
    for (size_t i = 0; i < it->facts.scope.ninclude; i++)
        term_words(w, it, &it->facts.scope.include[i]);
    grant_words(w, it);
}

static struct words item_words(struct ctx *c, const struct item *it, bool text)
{
    struct words w = {.c = c};

    if (it->facts.state != STATE_STAGED)
        find_words(&w, it, text);
    size_t n =
        it->facts.kind == KIND_NOTICE ? w.n : 0; /* for who reads notices only: search_words() */
    for (size_t i = 0; i < n; i++)
        word_add(&w, sv_join(c->a, NOTICE_WORD, w.v[i]));
    return w;
}

/* ---- tokens ---- */

static void token_add(void *ctx, struct sv token)
{
    struct words *t = ctx;

    word_push(t, sv_copy(t->c->a, token));
}

int search_text(struct ctx *c, const struct item *it, struct str *text)
{
    struct revision_row r;
    json *refs;

    if (db_revision_get(c->db, c->a, it->row.id, it->row.revision, &r) != 1)
        return store_failed(c);
    str_add(text, r.title);
    str_addc(text, '\n');
    str_add(text, r.body);
    if (json_parse(c->a, r.references_json, &refs, &c->errs))
        return -1;
    for (size_t i = 0; i < json_len(refs); i++) {
        str_addc(text, '\n');
        str_add(text, json_get_sv(json_at(refs, i), "value"));
    }
    return 0;
}

/* Of N indicators from PLACE on: the key of each ("=KEY") and the words of all. */
static int indicator_tokens(struct ctx *c, const struct item *it, int64_t place, int64_t n,
                            struct words *out)
{
    struct indicator_row *rows;
    struct str text;
    size_t nrows;

    *out = (struct words){.c = c};
    if (db_indicator_list(c->db, c->a, it->row.id, it->row.revision, place, n, &rows, &nrows))
        return store_failed(c);
    str_init(&text, c->a, 16 * (size_t)TEXT_MAX);
    for (size_t i = 0; i < nrows; i++) {
        word_push(out, sv_join(c->a, SV("="), indicator_key(c->a, rows[i].value)));
        str_add(&text, rows[i].value);
        str_addc(&text, '\n');
    }
    text_tokens(c->a, str_sv(&text), token_add, out);
    return 0;
}

/* ---- how they lie ---- */

static int64_t divided(int64_t n, int64_t by)
{
    return (n + by - 1) / by;
}

static void lay_rows(struct search_layout *l, int64_t nindicators)
{
    int64_t rows = divided((int64_t)l->ntext, (int64_t)l->per_row);
    int64_t least = 1024 / (int64_t)l->nterms;

    l->text_rows = (size_t)(rows < 1 ? 1 : rows > TEXT_ROWS_MAX ? TEXT_ROWS_MAX : rows);
    l->at_once = divided(nindicators, SEQ_CHUNKS - (int64_t)l->text_rows);
    if (l->at_once < least)
        l->at_once = least;
    if (l->at_once < 8)
        l->at_once = 8;
}

int search_layout(struct ctx *c, const struct item *it, struct search_layout *l)
{
    struct words terms = item_words(c, it, true), text = {.c = c}, values = {0};
    struct str s;

    *l = (struct search_layout){.terms = terms.v, .nterms = terms.n};
    if (!terms.n)
        return 0;
    str_init(&s, c->a, TEXT_MAX);
    if (search_text(c, it, &s))
        return -1;
    text_tokens(c->a, str_sv(&s), token_add, &text);
    l->text = text.v;
    l->ntext = text.n;
    l->per_row = ROW_TOKENS / terms.n < 50 ? 50 : ROW_TOKENS / terms.n;
    if (it->row.nindicators <= SEARCH_WHOLE_MAX && text.n <= l->per_row) {
        if (it->row.nindicators && indicator_tokens(c, it, 0, it->row.nindicators, &values))
            return -1;
        l->whole = text.n + values.n <= l->per_row;
    }
    if (!l->whole)
        lay_rows(l, it->row.nindicators);
    return 0;
}

/* ---- rows ---- */

struct text_rows { /* rows of full text to be put in or taken out, at the end of the group */
    struct sv *v;
    size_t n;
    int64_t rowid; /* of the first; the others follow */
    bool take;
};

static int rows_run(struct db *db, void *arg)
{
    const struct text_rows *r = arg;

    for (size_t i = 0; i < r->n; i++) {
        int64_t id = r->rowid + (int64_t)i;
        if ((r->take ? db_search_delete(db, id, r->v[i]) : db_search_insert(db, id, r->v[i])) < 0)
            return -1;
    }
    return 0;
}

/* The words of one row: each token behind each term. */
static struct sv row_words(struct ctx *c, const struct item *it, const struct search_layout *l,
                           const struct sv *tokens, size_t n)
{
    struct str row;
    bool cut = false;

    str_init(&row, c->a, ROW_BYTES + MARKS_BYTES);
    for (size_t w = 0; w < l->nterms; w++) {
        struct sv head = sv_fmt(c->a, "%.*s%d|", SV_FMT(l->terms[w]), (int)it->row.secret);
        if (!l->whole)
            str_addf(&row, "%.*s! ", SV_FMT(head));
        for (size_t t = 0; t < n && !cut; t++) {
            cut = row.n + head.n + tokens[t].n > ROW_BYTES;
            if (cut)
                break;
            str_add(&row, head);
            str_add(&row, tokens[t]);
            str_addc(&row, ' ');
        }
    }
    for (size_t w = 0; cut && w < l->nterms; w++)
        str_addf(&row, "%.*s%d|!! ", SV_FMT(l->terms[w]), (int)it->row.secret);
    return sv_trim(str_sv(&row));
}

static void text_rows_make(struct ctx *c, const struct item *it, const struct search_layout *l,
                           struct text_rows *r)
{
    for (size_t i = 0; i < l->text_rows; i++) {
        size_t from = i * l->per_row, n = l->ntext - from;
        if (n > l->per_row && i + 1 < l->text_rows)
            n = l->per_row;
        r->v[r->n++] = row_words(c, it, l, l->text + from, n);
    }
}

/* Rows of the indicators from FROM on, up to TO. */
static int indicator_rows_make(struct ctx *c, const struct item *it, const struct search_layout *l,
                               int64_t from, int64_t to, struct text_rows *r)
{
    for (int64_t place = from; place < to; place += l->at_once) {
        struct words tokens;
        if (indicator_tokens(c, it, place, l->at_once, &tokens))
            return -1;
        r->v[r->n++] = row_words(c, it, l, tokens.v, tokens.n);
    }
    return 0;
}

static int whole_row_make(struct ctx *c, const struct item *it, const struct search_layout *l,
                          struct text_rows *r)
{
    struct words all = {.c = c};

    if (it->row.nindicators && indicator_tokens(c, it, 0, it->row.nindicators, &all))
        return -1;
    for (size_t i = 0; i < l->ntext; i++)
        word_push(&all, l->text[i]);
    if (all.n)
        r->v[r->n++] = row_words(c, it, l, all.v, all.n);
    return 0;
}

/* The rows of indicators FROM to TO, with those of the text where FROM is 0. */
static int rows_defer(struct ctx *c, const struct item *it, const struct search_layout *l,
                      int64_t from, int64_t to, bool take)
{
    struct text_rows *r = ARENA_NEW(c->a, struct text_rows);
    int rc = 0;

    r->v = ARENA_ARRAY(c->a, struct sv, SEQ_CHUNKS);
    r->take = take;
    r->rowid = it->row.seq;
    if (l->whole) {
        rc = whole_row_make(c, it, l, r);
    } else {
        if (from == 0)
            text_rows_make(c, it, l, r);
        else
            r->rowid += (int64_t)l->text_rows + from / l->at_once;
        rc = indicator_rows_make(c, it, l, from, to, r);
    }
    if (!rc && r->n)
        db_defer(c->db, rows_run, r);
    return rc;
}

/* What of the item is in, put in or taken out. */
static int rows_all(struct ctx *c, const struct item *it, bool take)
{
    struct search_layout l;

    if (it->row.nindicators && !it->row.indexed)
        return 0;
    if (search_layout(c, it, &l))
        return -1;
    return l.nterms ? rows_defer(c, it, &l, 0, it->row.indexed, take) : 0;
}

int search_put(struct ctx *c, const struct item *it)
{
    struct words terms = item_words(c, it, false);

    for (size_t i = 0; i < terms.n; i++)
        if (db_reach_insert(c->db, terms.v[i], it->row.secret, it->row.seq) < 0)
            return store_failed(c);
    return rows_all(c, it, false);
}

int search_take(struct ctx *c, const struct item *it)
{
    if (db_reach_clear(c->db, it->row.seq) < 0)
        return store_failed(c);
    return rows_all(c, it, true);
}

int search_more(struct ctx *c, struct item *it)
{
    int64_t from = it->row.indexed, to;
    struct search_layout l;

    if (search_layout(c, it, &l))
        return -1;
    to = it->row.nindicators;
    if (l.nterms && !l.whole && from + divided(MORE_AT_ONCE, l.at_once) * l.at_once < to)
        to = from + divided(MORE_AT_ONCE, l.at_once) * l.at_once;
    if (l.nterms && rows_defer(c, it, &l, from, to, false))
        return -1;
    if (db_item_set_indexed(c->db, it->row.id, from, to) != 1)
        return store_failed(c);
    it->row.indexed = to;
    return 0;
}

static struct hash pieces_hash(struct ctx *c)
{
    struct search_pieces_row row;

    return sha256(db_search_pieces(c->db, c->a, &row) == 1 ? row.block : SV(""));
}

/* *ARG: whether anything was done. */
static int tidy_step(struct ctx *c, void *arg)
{
    struct hash before = pieces_hash(c), now;

    if (db_search_merge(c->db, PAGES_AT_ONCE) < 0)
        return store_failed(c);
    now = pieces_hash(c);
    *(bool *)arg = !hash_eq(before, now);
    return 0;
}

void search_tidy(struct app *app)
{
    bool more = true;

    for (int i = 0; more && i < TIDY_STEPS_MAX; i++) {
        struct arena *a = arena_new("search-tidy", (size_t)1 << 20);
        struct errs e;
        errs_init(&e, a, LANG_EN);
        if (app_write(app, a, SV_NONE, WAY_CLI, LANG_EN, tidy_step, &more, &e))
            more = false; /* the next sweep goes on */
        arena_free(&a);
    }
}

int search_rebuild(struct ctx *c, int64_t *seq)
{
    struct item_from_seq_row *rows;
    size_t n;

    if (db_item_from_seq(c->db, c->a, *seq, REBUILT_AT_ONCE, &rows, &n))
        return store_failed(c);
    for (size_t i = 0; i < n; i++) {
        struct item it;
        if (item_load(c, rows[i].id, &it) != 1)
            return store_failed(c);
        if (rows_all(c, &it, false))
            return -1;
        *seq = it.row.seq + 1;
    }
    if (n < REBUILT_AT_ONCE)
        *seq = SEQ_MAX;
    return 0;
}
