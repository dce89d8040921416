/* Finding: the index `reach`, full text, and the walk over both in the order of lists.
 *
 * A word of full text is "TERM SECRECY|TOKEN" without the blank: "cat:academia0|攻撃".  Since each
 * token carries the term under which its reader finds it, what is hidden from a reader costs it no
 * time and tells it nothing (leaks.md, L-1, L-11). */
#include <string.h>

#include "domain/item_private.h"

#define WORDS_PER_ROW 20000
#define WORDS_MAX (8u << 20)
#define FETCH 32

/* ---- under which words an item is found ---- */

struct words {
    struct sv *v;
    size_t n, cap;
};

static void word_add(struct ctx *c, struct words *w, struct sv word)
{
    for (size_t i = 0; i < w->n; i++)
        if (sv_eq(w->v[i], word))
            return;
    if (w->n == w->cap) {
        struct sv *v = ARENA_ARRAY(c->a, struct sv, w->cap ? 2 * w->cap : 16);
        if (w->n)
            memcpy(v, w->v, w->n * sizeof *v);
        w->v = v;
        w->cap = w->cap ? 2 * w->cap : 16;
    }
    w->v[w->n++] = word;
}

static void term_words(struct ctx *c, struct words *w, const struct item *it, const struct term *t)
{
    bool wide = t->kind == TERM_ALL || t->kind == TERM_UNSPECIFIED;

    word_add(c, w, wide ? SV("all") : term_text(c->a, t));
    if (wide && it->facts.kind == KIND_EARLY_WARNING)
        word_add(c, w, SV("ew"));
}

static struct words item_words(struct ctx *c, const struct item *it)
{
    struct words w = {0};
    enum item_state s = it->facts.state;

    if (s == STATE_STAGED)
        return w;
    word_add(c, &w, sv_join(c->a, SV("own:"), it->row.poster));
    word_add(c, &w, sv_join(c->a, SV("own:"), it->row.provider));
    if (s == STATE_AWAITING_APPROVAL || (s == STATE_REFUSED && !it->row.at_release))
        return w;
    word_add(c, &w, SV("coord"));
    if (s == STATE_AWAITING_RELEASE || s == STATE_REFUSED || s == STATE_EMBARGOED)
        return w;
    for (size_t i = 0; i < it->facts.scope.ninclude; i++)
        term_words(c, &w, it, &it->facts.scope.include[i]);
    for (size_t i = 0; i < it->facts.ngrants; i++) {
        const struct grant *g = &it->facts.grants[i];
        if (g->kind == GRANT_MINIMAL)
            word_add(c, &w, sv_join(c->a, SV("min:"), g->term.id));
        else
            term_words(c, &w, it, &g->term);
    }
    return w;
}

/* ---- full text rows ---- */

struct tokens {
    struct ctx *c;
    struct sv *v;
    size_t n, cap;
};

static void token_add(void *ctx, struct sv token)
{
    struct tokens *t = ctx;

    if (t->n == t->cap) {
        struct sv *v = ARENA_ARRAY(t->c->a, struct sv, t->cap ? 2 * t->cap : 256);
        if (t->n)
            memcpy(v, t->v, t->n * sizeof *v);
        t->v = v;
        t->cap = t->cap ? 2 * t->cap : 256;
    }
    t->v[t->n++] = sv_copy(t->c->a, token);
}

/* Title, body and references as one text; indicators follow. */
static int item_text(struct ctx *c, const struct item *it, struct str *text)
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

#define TEXT_MAX (8u << 20)
#define INDICATORS_AT_ONCE 10000

/* All tokens of an item: each word of its text, each indicator's words and its key ("=KEY"). */
static int item_tokens(struct ctx *c, const struct item *it, struct tokens *out)
{
    struct str text;
    struct indicator_row *rows;
    size_t n;

    str_init(&text, c->a, TEXT_MAX);
    if (item_text(c, it, &text))
        return -1;
    *out = (struct tokens){.c = c};
    for (int64_t place = 0; place < it->row.nindicators; place += INDICATORS_AT_ONCE) {
        if (db_indicator_list(c->db, c->a, it->row.id, it->row.revision, place, INDICATORS_AT_ONCE, &rows, &n))
            return store_failed(c);
        for (size_t i = 0; i < n; i++) {
            token_add(out, sv_join(c->a, SV("="), indicator_key(c->a, rows[i].value)));
            str_addc(&text, '\n');
            str_add(&text, rows[i].value);
        }
    }
    text_tokens(c->a, str_sv(&text), token_add, out);
    return 0;
}

struct text_rows { /* rows of full text to be put in or taken out, at the end of the group */
    struct sv *v;
    size_t n, cap;
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

static int row_end(struct ctx *c, struct text_rows *r, struct str *row)
{
    if (!row->n)
        return 0;
    if (r->n == SEQ_CHUNKS)
        return fail(&c->errs, E_TOO_LARGE, NULL, MSG_ITEM_TOO_MANY_WORDS, NO_ARGS);
    if (r->n == r->cap) {
        size_t cap = r->cap ? 2 * r->cap : 4;
        struct sv *v = ARENA_ARRAY(c->a, struct sv, cap);
        if (r->n)
            memcpy(v, r->v, r->n * sizeof *v);
        r->v = v;
        r->cap = cap;
    }
    r->v[r->n++] = sv_trim(str_sv(row));
    str_init(row, c->a, WORDS_MAX);
    return 0;
}

/* The rows of an item's words.  A big item's tokens are spread over rows, each marked (see
 * match_text). */
static int rows_make(struct ctx *c, const struct item *it, struct text_rows *out)
{
    struct words words = item_words(c, it);
    struct tokens tokens;
    struct str row;
    size_t in_row = 0;

    if (!words.n)
        return 0;
    if (item_tokens(c, it, &tokens))
        return -1;
    bool big = words.n * tokens.n > WORDS_PER_ROW;
    str_init(&row, c->a, WORDS_MAX);
    for (size_t w = 0; w < words.n; w++) {
        struct sv head = sv_fmt(c->a, "%.*s%d|", SV_FMT(words.v[w]), (int)it->row.secret);
        for (size_t t = 0; t < tokens.n; t++) {
            if (in_row == WORDS_PER_ROW) {
                if (row_end(c, out, &row))
                    return -1;
                in_row = 0;
            }
            if (big && (in_row == 0 || t == 0))
                str_addf(&row, "%.*s! ", SV_FMT(head));
            str_add(&row, head);
            str_add(&row, tokens.v[t]);
            str_addc(&row, ' ');
            in_row++;
        }
    }
    return row_end(c, out, &row);
}

static int rows_defer(struct ctx *c, const struct item *it, bool take)
{
    struct text_rows *rows = ARENA_NEW(c->a, struct text_rows);

    rows->rowid = it->row.seq;
    rows->take = take;
    if (rows_make(c, it, rows))
        return -1;
    if (rows->n)
        db_defer(c->db, rows_run, rows);
    return 0;
}

int search_put(struct ctx *c, const struct item *it)
{
    struct words words = item_words(c, it);

    for (size_t i = 0; i < words.n; i++)
        if (db_reach_insert(c->db, words.v[i], it->row.secret, it->row.seq) < 0)
            return store_failed(c);
    return rows_defer(c, it, false);
}

int search_take(struct ctx *c, const struct item *it)
{
    if (db_reach_clear(c->db, it->row.seq) < 0)
        return store_failed(c);
    return rows_defer(c, it, true);
}

/* ---- what a reader asks ---- */

int search_compile(struct ctx *c, struct sv q, struct sv indicator, struct search_query *out)
{
    struct sv folded, rest, word;
    bool any = false;

    *out = (struct search_query){.key = SV_NONE};
    if (indicator.p) {
        out->key = indicator_key(c->a, indicator);
        any = true;
    }
    if (!q.p)
        return any ? 0 : 1;
    folded = text_fold(c->a, q);
    /* Folding has made every white space a blank or left a line end. */
    struct str flat;
    str_init(&flat, c->a, folded.n + 1);
    for (size_t i = 0; i < folded.n; i++)
        str_addc(&flat, folded.p[i] == '\n' || folded.p[i] == '\t' || folded.p[i] == '\r' ? ' ' : folded.p[i]);
    rest = str_sv(&flat);
    out->terms = ARENA_ARRAY(c->a, struct sv, folded.n / 2 + 1);
    while (sv_word(&rest, &word)) {
        struct sv *tokens;
        bool *prefix;
        out->terms[out->nterms++] = word;
        if (text_query_tokens(c->a, word, &tokens, &prefix))
            any = true;
    }
    return any ? 0 : 1;
}

/* The tokens of a query, each as it stands behind a reader's word. */
struct query_token {
    struct sv text;
    bool prefix;
};

static size_t query_tokens(struct ctx *c, const struct search_query *q, struct query_token **out)
{
    struct query_token *v = ARENA_ARRAY(c->a, struct query_token, 2048);
    size_t n = 0;

    if (q->key.p)
        v[n++] = (struct query_token){sv_join(c->a, SV("="), q->key), false};
    for (size_t i = 0; i < q->nterms; i++) {
        struct sv *tokens;
        bool *prefix;
        size_t m = text_query_tokens(c->a, q->terms[i], &tokens, &prefix);
        for (size_t k = 0; k < m && n < 2048; k++)
            v[n++] = (struct query_token){tokens[k], prefix[k]};
    }
    *out = v;
    return n;
}

struct dialect {
    char quote;
    const char *and, *or, *prefix;
};
static const struct dialect sqlite_dialect = {'"', " AND ", " OR ", "*"};
static const struct dialect postgres_dialect = {'\'', " & ", " | ", ":*"};

static void add_token(struct str *s, const struct dialect *d, struct sv head, const struct query_token *t)
{
    str_addc(s, d->quote);
    str_add(s, head);
    str_add(s, t->text);
    str_addc(s, d->quote);
    if (t->prefix)
        str_adds(s, d->prefix);
}

static void add_all(struct str *s, const struct dialect *d, struct sv head, const struct query_token *v,
                    size_t n, const char *between)
{
    for (size_t i = 0; i < n; i++) {
        if (i)
            str_adds(s, between);
        add_token(s, d, head, &v[i]);
    }
}

/* One word of the reader: all tokens in one row, or any of them in a row of a big item ("!"), whose
 * tokens may stand in several rows; search_holds() then looks at the item itself. */
static void match_text(struct str *s, const struct dialect *d, struct sv head, const struct query_token *v, size_t n)
{
    static const struct query_token big = {{"!", 1}, false};

    str_adds(s, "((");
    add_all(s, d, head, v, n, d->and);
    str_addc(s, ')');
    if (n > 1) {
        str_adds(s, d->or);
        str_addc(s, '(');
        add_token(s, d, head, &big);
        str_adds(s, d->and);
        str_addc(s, '(');
        add_all(s, d, head, v, n, d->or);
        str_adds(s, "))");
    }
    str_addc(s, ')');
}

/* ---- candidates ---- */

struct heads { /* one sorted stream of `reach` */
    struct sv word;
    int secret;
    int64_t v[FETCH];
    size_t n, at;
    bool end;
};

struct candidates {
    struct heads *streams;
    size_t nstreams;
    struct sv match; /* full text instead, when set */
    struct heads rows;
    int64_t last;
};

/* Secrets are looked for only where they might be read; own items and the coordinator's aside. */
static bool looks_for_secrets(struct ctx *c)
{
    return person_is_handler(&c->roster->persons[c->person], c->today) ||
           c->roster->persons[c->person].constituent >= 0;
}

struct candidates *candidates_begin(struct ctx *c, const struct search_query *q, int64_t below)
{
    struct candidates *s = ARENA_NEW(c->a, struct candidates);
    struct sv *words;
    size_t nwords = person_reach_words(c->a, c->roster, c->person, &words);
    int secrets = looks_for_secrets(c) ? 1 : 0;

    s->last = below;
    if (!q) {
        s->streams = ARENA_ARRAY(c->a, struct heads, 2 * nwords);
        for (size_t i = 0; i < nwords; i++)
            for (int secret = 0; secret <= secrets; secret++)
                s->streams[s->nstreams++] = (struct heads){.word = words[i], .secret = secret};
        return s;
    }
    const struct dialect *d = db_is_postgres(c->db) ? &postgres_dialect : &sqlite_dialect;
    struct query_token *tokens;
    size_t ntokens = query_tokens(c, q, &tokens);
    struct str match;
    str_init(&match, c->a, WORDS_MAX);
    for (size_t i = 0; i < nwords; i++)
        for (int secret = 0; secret <= secrets; secret++) {
            if (match.n)
                str_adds(&match, d->or);
            match_text(&match, d, sv_fmt(c->a, "%.*s%d|", SV_FMT(words[i]), secret), tokens, ntokens);
        }
    s->match = str_sv(&match);
    return s;
}

static int stream_fill(struct ctx *c, struct heads *h, int64_t below)
{
    struct reach_next_row *rows;

    if (h->at < h->n || h->end)
        return 0;
    if (db_reach_next(c->db, c->a, h->word, h->secret, below, FETCH, &rows, &h->n))
        return store_failed(c);
    for (size_t i = 0; i < h->n; i++)
        h->v[i] = rows[i].seq;
    c->visited += (int64_t)h->n;
    h->at = 0;
    h->end = h->n < FETCH;
    return 0;
}

static int next_reached(struct ctx *c, struct candidates *s, int64_t *seq_out)
{
    int64_t best = -1;

    for (size_t i = 0; i < s->nstreams; i++) {
        struct heads *h = &s->streams[i];
        while (h->at < h->n && h->v[h->at] >= s->last)
            h->at++; /* given already by another word */
        if (stream_fill(c, h, s->last))
            return -1;
        if (h->at < h->n && h->v[h->at] > best)
            best = h->v[h->at];
    }
    if (best < 0)
        return 0;
    s->last = *seq_out = best;
    return 1;
}

static int next_found(struct ctx *c, struct candidates *s, int64_t *seq_out)
{
    struct heads *h = &s->rows;
    struct search_next_row *rows;

    for (;;) {
        if (h->at == h->n) {
            if (h->end)
                return 0;
            if (db_search_next(c->db, c->a, s->match, s->last, FETCH, &rows, &h->n))
                return store_failed(c);
            for (size_t i = 0; i < h->n; i++)
                h->v[i] = rows[i].rowid;
            c->visited += (int64_t)h->n;
            h->at = 0;
            h->end = h->n < FETCH;
            if (!h->n)
                return 0;
        }
        int64_t seq = h->v[h->at++] & ~(int64_t)(SEQ_CHUNKS - 1);
        if (seq < s->last) { /* rows of one item follow each other */
            s->last = *seq_out = seq;
            return 1;
        }
    }
}

int candidates_next(struct ctx *c, struct candidates *s, int64_t *seq_out)
{
    return s->match.p ? next_found(c, s, seq_out) : next_reached(c, s, seq_out);
}

/* ---- the exact check ---- */

int search_holds(struct ctx *c, const struct item *it, const struct search_query *q)
{
    struct str text;
    struct indicator_row *rows;
    size_t n;
    bool key_found = !q->key.p;

    str_init(&text, c->a, 2 * TEXT_MAX);
    if (item_text(c, it, &text))
        return -1;
    for (int64_t place = 0; place < it->row.nindicators; place += INDICATORS_AT_ONCE) {
        if (db_indicator_list(c->db, c->a, it->row.id, it->row.revision, place, INDICATORS_AT_ONCE, &rows, &n))
            return store_failed(c);
        for (size_t i = 0; i < n; i++) {
            if (!key_found && sv_eq(indicator_key(c->a, rows[i].value), q->key))
                key_found = true;
            str_addc(&text, '\n');
            str_add(&text, rows[i].value);
        }
    }
    if (!key_found)
        return 0;
    struct sv folded = q->nterms ? text_fold(c->a, str_sv(&text)) : SV("");
    for (size_t i = 0; i < q->nterms; i++)
        if (!text_holds(c->a, folded, q->terms[i]))
            return 0;
    return 1;
}
