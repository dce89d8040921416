/* Finding: the index `reach`, full text, and the walk over both in the order of lists (search.h).
 */
#include <string.h>

#include "domain/search.h"

#define WORDS_MAX (8u << 20)
#define TEXT_MAX (16u << 20)
#define FETCH_FIRST 8 /* rows of each of a reader's words */
#define FETCH_MAX 64
#define DRY_AT_ONCE 200 /* words that one query asks for */
#define CANDIDATE_ROOM ((size_t)1 << 30)

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
        str_addc(&flat, folded.p[i] == '\n' || folded.p[i] == '\t' || folded.p[i] == '\r'
                            ? ' '
                            : folded.p[i]);
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
    const char *and, * or, *prefix;
};
static const struct dialect sqlite_dialect = {'"', " AND ", " OR ", "*"};
static const struct dialect postgres_dialect = {'\'', " & ", " | ", ":*"};

static void add_token(struct str *s, const struct dialect *d, struct sv head,
                      const struct query_token *t)
{
    str_addc(s, d->quote);
    str_add(s, head);
    str_add(s, t->text);
    str_addc(s, d->quote);
    if (t->prefix)
        str_adds(s, d->prefix);
}

static void add_all(struct str *s, const struct dialect *d, struct sv head,
                    const struct query_token *v, size_t n, const char *between)
{
    for (size_t i = 0; i < n; i++) {
        if (i)
            str_adds(s, between);
        add_token(s, d, head, &v[i]);
    }
}

static const struct query_token several = {{"!", 1}, false}, incomplete = {{"!!", 2}, false};

/* One word of the reader: all tokens in one row; or any of them in a row of several, whose tokens
 * may stand in different rows; or a row that does not hold all.  search_holds() then looks at the
 * item. */
static void match_text(struct str *s, const struct dialect *d, struct sv head,
                       const struct query_token *v, size_t n)
{
    str_adds(s, "((");
    add_all(s, d, head, v, n, d->and);
    str_addc(s, ')');
    if (n > 1) {
        str_adds(s, d->or);
        str_addc(s, '(');
        add_token(s, d, head, &several);
        str_adds(s, d->and);
        str_addc(s, '(');
        add_all(s, d, head, v, n, d->or);
        str_adds(s, "))");
    }
    str_adds(s, d->or);
    add_token(s, d, head, &incomplete);
    str_addc(s, ')');
}

/* All tokens in one row of an item, or a row that does not hold all. */
static struct sv match_row(struct ctx *c, struct sv head, const struct query_token *v, size_t n)
{
    const struct dialect *d = db_is_postgres(c->db) ? &postgres_dialect : &sqlite_dialect;
    struct str s;

    str_init(&s, c->a, WORDS_MAX);
    str_addc(&s, '(');
    add_all(&s, d, head, v, n, d->and);
    str_addc(&s, ')');
    str_adds(&s, d->or);
    add_token(&s, d, head, &incomplete);
    return str_sv(&s);
}

/* ---- candidates ---- */

struct heads {      /* one sorted stream of `reach` */
    struct sv word; /* a digit of secrecy, then the term */
    int64_t *v;
    size_t n, at;
    int64_t fetch; /* how many next time */
    bool end;
};

struct candidates {
    struct heads *streams;
    size_t nstreams;
    struct sv match; /* full text instead, when set */
    struct heads rows;
    int64_t last;
};

struct reader_word {
    struct sv text;
    bool secrets; /* looked for under it, too */
};

/* Under which the reader finds what no refusal or restriction of its member hides (lines 4 to 6).
 */
static bool is_own_word(struct sv word)
{
    return sv_is(word, "coord") || sv_starts(word, SV("own:")) || sv_starts(word, SV("min:"));
}

static bool refuses_secrets(const struct ctx *c)
{
    int constituent = c->roster->persons[c->person].constituent;
    int member = constituent >= 0 ? c->roster->constituents[constituent].via : c->member;

    return member >= 0 && c->roster->members[member].refuse_secrets;
}

/* Notices are all that a linked member reads, and beside its own one that is restricted. */
static struct sv notice_word(struct ctx *c, struct sv word)
{
    const struct member *m = c->member < 0 ? NULL : &c->roster->members[c->member];
    bool linked = m && m->linked_via >= 0;
    bool restricted = m && m->status == STATUS_RESTRICTED && !m->left.n && !is_own_word(word);

    return linked || restricted ? sv_join(c->a, NOTICE_WORD, word) : word;
}

/* The reader's words, less those under which nothing is for it: what is hidden is not walked past.
 */
static size_t reader_words(struct ctx *c, struct reader_word **out)
{
    const struct person *p = &c->roster->persons[c->person];
    bool handles = person_is_handler(p, c->today) || p->constituent >= 0,
         refuses = refuses_secrets(c);
    struct sv *words;
    size_t n = person_reach_words(c->a, c->roster, c->person, &words);

    *out = ARENA_ARRAY(c->a, struct reader_word, n);
    for (size_t i = 0; i < n; i++)
        (*out)[i] = (struct reader_word){notice_word(c, words[i]),
                                         handles && (!refuses || is_own_word(words[i]))};
    return n;
}

static struct sv match_all(struct ctx *c, const struct search_query *q,
                           const struct reader_word *words, size_t nwords)
{
    const struct dialect *d = db_is_postgres(c->db) ? &postgres_dialect : &sqlite_dialect;
    struct query_token *tokens;
    size_t ntokens = query_tokens(c, q, &tokens);
    struct str match;

    str_init(&match, c->a, WORDS_MAX);
    for (size_t i = 0; i < nwords; i++)
        for (int secret = 0; secret <= (words[i].secrets ? 1 : 0); secret++) {
            if (match.n)
                str_adds(&match, d->or);
            match_text(&match, d, sv_fmt(c->a, "%.*s%d|", SV_FMT(words[i].text), secret), tokens,
                       ntokens);
        }
    return str_sv(&match);
}

/* From few rows on to many: who reads one page looks at little more than it is shown. */
static void fetch_more_next_time(struct heads *h)
{
    h->fetch = 2 * h->fetch > FETCH_MAX ? FETCH_MAX : 2 * h->fetch;
}

struct candidates *candidates_begin(struct ctx *c, const struct search_query *q, int64_t below,
                                    int want)
{
    struct candidates *s = ARENA_NEW(c->a, struct candidates);
    struct reader_word *words;
    size_t nwords = reader_words(c, &words);

    s->last = below;
    if (q) {
        s->match = match_all(c, q, words, nwords);
        s->rows.fetch = want < FETCH_MAX ? want + 1 : FETCH_MAX;
        return s;
    }
    s->streams = ARENA_ARRAY(c->a, struct heads, 2 * nwords);
    for (size_t i = 0; i < nwords; i++)
        for (int secret = 0; secret <= (words[i].secrets ? 1 : 0); secret++)
            s->streams[s->nstreams++] =
                (struct heads){.word = sv_fmt(c->a, "%d%.*s", secret, SV_FMT(words[i].text)),
                               .fetch = FETCH_FIRST};
    return s;
}

/* ---- the reader's words, merged ---- */

/* Streams that have nothing left in memory, but perhaps in the database: as many as are asked for
 * in one query, which gives the same number for each. */
static size_t find_dry(struct candidates *s, size_t *from, struct heads **dry, int64_t *fetch_out)
{
    size_t n = 0;

    *fetch_out = 0;
    for (; *from < s->nstreams && n < DRY_AT_ONCE; (*from)++) {
        struct heads *h = &s->streams[*from];
        while (h->at < h->n && h->v[h->at] >= s->last)
            h->at++; /* given already by another word */
        if (h->at < h->n || h->end)
            continue;
        dry[n++] = h;
        if (h->fetch > *fetch_out)
            *fetch_out = h->fetch;
    }
    return n;
}

static struct sv words_json(struct ctx *c, struct heads **dry, size_t n)
{
    struct str s;
    struct jw w;

    str_init(&s, c->a, WORDS_MAX);
    jw_init(&w, &s);
    jw_arr(&w);
    for (size_t i = 0; i < n; i++)
        jw_sv(&w, dry[i]->word);
    jw_end_arr(&w);
    return str_sv(&s);
}

static int fill_dry(struct ctx *c, struct candidates *s, struct heads **dry, size_t n,
                    int64_t fetch)
{
    struct reach_next_row *rows;
    size_t nrows;

    if (db_reach_next(c->db, c->a, words_json(c, dry, n), s->last, fetch, &rows, &nrows))
        return store_failed(c);
    for (size_t i = 0; i < n; i++) {
        dry[i]->v = ARENA_ARRAY(c->a, int64_t, (size_t)fetch);
        dry[i]->n = dry[i]->at = 0;
        fetch_more_next_time(dry[i]);
    }
    for (size_t i = 0; i < nrows; i++) {
        struct heads *h = dry[rows[i].word];
        h->v[h->n++] = rows[i].seq;
    }
    for (size_t i = 0; i < n; i++)
        dry[i]->end = dry[i]->n < (size_t)fetch;
    c->visited += (int64_t)nrows;
    return 0;
}

static int next_reached(struct ctx *c, struct candidates *s, int64_t *seq_out)
{
    struct heads *dry[DRY_AT_ONCE];
    int64_t best = -1, fetch;
    size_t from = 0, n;

    while ((n = find_dry(s, &from, dry, &fetch)) > 0)
        if (fill_dry(c, s, dry, n, fetch))
            return -1;
    for (size_t i = 0; i < s->nstreams; i++) {
        const struct heads *h = &s->streams[i];
        if (h->at < h->n && h->v[h->at] > best)
            best = h->v[h->at];
    }
    if (best < 0)
        return 0;
    s->last = *seq_out = best;
    return 1;
}

/* ---- full text ---- */

static int rows_fill(struct ctx *c, struct candidates *s)
{
    struct heads *h = &s->rows;
    struct search_next_row *rows;

    if (db_search_next(c->db, c->a, s->match, s->last, h->fetch, &rows, &h->n))
        return store_failed(c);
    h->v = ARENA_ARRAY(c->a, int64_t, h->n);
    for (size_t i = 0; i < h->n; i++)
        h->v[i] = rows[i].rowid;
    c->visited += (int64_t)h->n;
    h->at = 0;
    h->end = h->n < (size_t)h->fetch;
    fetch_more_next_time(h);
    return 0;
}

static int next_found(struct ctx *c, struct candidates *s, int64_t *seq_out)
{
    struct heads *h = &s->rows;

    for (;;) {
        if (h->at == h->n && !h->end && rows_fill(c, s))
            return -1;
        if (h->at == h->n)
            return 0;
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

static void own_free(void *own)
{
    struct arena *a = own;

    arena_free(&a);
}

int candidates_item(struct ctx *c, struct candidates *s, candidate_fn *fn, void *arg,
                    struct item *out)
{
    struct arena *a = c->a, *own = arena_new("candidate", CANDIDATE_ROOM);
    int64_t seq;
    int rc;

    while ((rc = candidates_next(c, s, &seq)) == 1) {
        memset(out, 0, sizeof *out);
        c->a = own;
        rc = db_item_by_seq(c->db, own, seq, &out->row);
        if (rc == 1)
            rc = item_facts_load(c, out) ? -1 : fn(c, out, arg);
        else if (rc < 0)
            store_failed(c);
        c->a = a;
        if (rc)
            break;
        arena_reset(own);
    }
    if (rc == 1)
        arena_on_free(a, own_free, own);
    else
        arena_free(&own);
    return rc == CANDIDATES_END ? 0 : rc;
}

/* ---- the exact check ---- */

/* What of a query is asked of an item: the key of an indicator, or one term. */
struct asked {
    struct sv key, term;
};

/* Do N indicators from PLACE on hold it? */
static int indicators_have(struct ctx *c, const struct item *it, int64_t place, int64_t n,
                           const struct asked *q)
{
    struct indicator_row *rows;
    struct str text;
    size_t nrows;

    if (db_indicator_list(c->db, c->a, it->row.id, it->row.revision, place, n, &rows, &nrows))
        return store_failed(c);
    str_init(&text, c->a, 16 * TEXT_MAX);
    for (size_t i = 0; i < nrows; i++) {
        if (q->key.p && sv_eq(indicator_key(c->a, rows[i].value), q->key))
            return 1;
        str_add(&text, rows[i].value);
        str_addc(&text, '\n');
    }
    return q->term.p && text_holds(c->a, text_fold(c->a, str_sv(&text)), q->term);
}

static size_t asked_tokens(struct ctx *c, const struct asked *q, struct query_token **out)
{
    struct search_query one = {
        .terms = (struct sv[]){q->term}, .nterms = q->term.p ? 1 : 0, .key = q->key};

    return query_tokens(c, &one, out);
}

/* The rows of a big item that may hold it, each looked at. */
static int rows_have(struct ctx *c, const struct item *it, const struct search_layout *l,
                     const struct asked *q)
{
    struct sv head = sv_fmt(c->a, "%.*s%d|", SV_FMT(l->terms[0]), (int)it->row.secret);
    struct query_token *tokens;
    size_t ntokens = asked_tokens(c, q, &tokens), n;
    struct search_rows_of_row *rows;

    if (!ntokens || !l->nterms)
        return !ntokens;
    if (db_search_rows_of(c->db, c->a, match_row(c, head, tokens, ntokens), it->row.seq,
                          it->row.seq + SEQ_CHUNKS - 1, &rows, &n))
        return store_failed(c);
    for (size_t i = 0; i < n; i++) {
        int64_t row = rows[i].rowid - it->row.seq - (int64_t)l->text_rows;
        int have = row < 0 ? 0 : indicators_have(c, it, row * l->at_once, l->at_once, q);
        if (have)
            return have;
    }
    return 0;
}

/* An item of few indicators, looked at whole. */
static int small_holds(struct ctx *c, const struct item *it, struct str *text,
                       const struct search_query *q)
{
    struct indicator_row *rows;
    bool key_found = !q->key.p;
    size_t n;

    if (db_indicator_list(c->db, c->a, it->row.id, it->row.revision, 0, SEARCH_WHOLE_MAX, &rows,
                          &n))
        return store_failed(c);
    for (size_t i = 0; i < n; i++) {
        key_found = key_found || sv_eq(indicator_key(c->a, rows[i].value), q->key);
        str_addc(text, '\n');
        str_add(text, rows[i].value);
    }
    struct sv folded = q->nterms && key_found ? text_fold(c->a, str_sv(text)) : SV("");
    for (size_t i = 0; i < q->nterms && key_found; i++)
        if (!text_holds(c->a, folded, q->terms[i]))
            return 0;
    return key_found;
}

static int big_holds(struct ctx *c, const struct item *it, struct sv text,
                     const struct search_query *q)
{
    struct sv folded = q->nterms ? text_fold(c->a, text) : SV("");
    struct search_layout l;

    if (search_layout(c, it, &l))
        return -1;
    int have = q->key.p ? rows_have(c, it, &l, &(struct asked){.key = q->key}) : 1;
    for (size_t i = 0; i < q->nterms && have == 1; i++)
        if (!text_holds(c->a, folded, q->terms[i]))
            have = rows_have(c, it, &l, &(struct asked){.term = q->terms[i]});
    return have;
}

int search_holds(struct ctx *c, const struct item *it, const struct search_query *q)
{
    struct str text;

    str_init(&text, c->a, 16 * TEXT_MAX);
    if (search_text(c, it, &text))
        return -1;
    return it->row.nindicators > SEARCH_WHOLE_MAX ? big_holds(c, it, str_sv(&text), q)
                                                  : small_holds(c, it, &text, q);
}
