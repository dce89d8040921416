/* Words of a text for the search index, and the exact check behind it.
 *
 * A text falls into runs: CJK (no spaces between words, so pairs of neighbours are taken), words
 * (letters, digits, marks of other scripts), and what lies between.  A mark belongs to the run of
 * the letter before it.  Index and exact check use the same runs; what text_holds() finds, the
 * tokens of text_query_tokens() find too. */
#include "base/text.h"

#include <sodium.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "base/crypto.h"

#define TOKEN_POINTS 64
#define SLOTS_FIRST ((size_t)256)

enum run_kind { RUN_NONE, RUN_CJK, RUN_WORD };

struct range {
    ucs4_t first, last;
};

/* Han, Hiragana, Katakana, Hangul as they remain after folding. */
static const struct range cjk[] = {
    {0x1100, 0x11FF},   {0x2E80, 0x2FD5},   {0x3005, 0x3007},   {0x3021, 0x3029},
    {0x3031, 0x3035},   {0x3038, 0x303C},   {0x3041, 0x3096},   {0x309D, 0x309F},
    {0x30A1, 0x30FA},   {0x30FC, 0x30FF},   {0x3131, 0x318E},   {0x31F0, 0x31FF},
    {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA960, 0xA97C},   {0xAC00, 0xD7FB},
    {0xF900, 0xFAFF},   {0x16FE2, 0x16FE4}, {0x16FF0, 0x16FF1}, {0x1AFF0, 0x1B16F},
    {0x20000, 0x3FFFD},
};

static bool is_cjk(ucs4_t c)
{
    for (size_t i = 0; i < sizeof(cjk) / sizeof(cjk[0]) && c >= cjk[i].first; i++)
        if (c <= cjk[i].last)
            return true;
    return false;
}

/* The kind of run that C belongs to, BEFORE being that of the point before it. */
static enum run_kind kind_of(ucs4_t c, enum run_kind before)
{
    if (c < 0x80) {
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
        return word ? RUN_WORD : RUN_NONE;
    }
    if (is_cjk(c))
        return RUN_CJK;
    if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M))
        return before == RUN_NONE ? RUN_WORD : before;
    bool word = uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N);
    return word ? RUN_WORD : RUN_NONE;
}

static size_t point_len(struct sv s, ucs4_t *point)
{
    return (size_t)u8_mbtouc(point, (const uint8_t *)s.p, s.n);
}

static void skip(struct sv *s, size_t n)
{
    *s = (struct sv){s->p + n, s->n - n};
}

/* Cuts the next run off *REST (folded); false when none is left. */
static bool run_next(struct sv *rest, enum run_kind *kind_out, struct sv *run_out)
{
    ucs4_t c;
    enum run_kind kind = RUN_NONE;
    size_t n = 0;
    while (rest->n) {
        n = point_len(*rest, &c);
        kind = kind_of(c, RUN_NONE);
        if (kind != RUN_NONE)
            break;
        skip(rest, n);
    }
    while (n < rest->n) {
        size_t len = point_len((struct sv){rest->p + n, rest->n - n}, &c);
        if (kind_of(c, kind) != kind)
            break;
        n += len;
    }
    if (rest->n == 0)
        return false;
    *run_out = (struct sv){rest->p, n};
    *kind_out = kind;
    skip(rest, n);
    return true;
}

/* Cuts the next token off a run.  Of a CJK run: each pair, then its last character alone. */
static bool token_next(enum run_kind kind, struct sv *run, struct sv *token_out)
{
    ucs4_t c;
    if (run->n == 0)
        return false;
    if (kind == RUN_WORD) {
        *token_out = utf8_cut(*run, TOKEN_POINTS);
        skip(run, run->n);
        return true;
    }
    *token_out = utf8_cut(*run, 2);
    skip(run, point_len(*run, &c));
    return true;
}

/* The tokens already given.  Keyed anew for each text, so that none can be made to collide. */
struct seen {
    struct arena *a;
    struct sv *slots;
    size_t n, cap; /* cap is a power of two */
    unsigned char key[crypto_shorthash_KEYBYTES];
};

static size_t slot_of(const struct seen *s, struct sv token)
{
    uint64_t h;
    crypto_shorthash((unsigned char *)&h, (const unsigned char *)token.p, token.n, s->key);
    size_t i = (size_t)h & (s->cap - 1);
    while (s->slots[i].p && !sv_eq(s->slots[i], token))
        i = (i + 1) & (s->cap - 1);
    return i;
}

static void seen_grow(struct seen *s)
{
    struct seen old = *s;
    s->cap = old.cap ? 2 * old.cap : SLOTS_FIRST;
    s->slots = ARENA_ARRAY(s->a, struct sv, s->cap);
    for (size_t i = 0; i < old.cap; i++)
        if (old.slots[i].p)
            s->slots[slot_of(s, old.slots[i])] = old.slots[i];
}

/* True the first time that TOKEN is shown. */
static bool seen_add(struct seen *s, struct sv token)
{
    if (2 * s->n >= s->cap)
        seen_grow(s);
    size_t i = slot_of(s, token);
    if (s->slots[i].p)
        return false;
    s->slots[i] = token;
    s->n++;
    return true;
}

void text_tokens(struct arena *a, struct sv text, void (*fn)(void *ctx, struct sv token), void *ctx)
{
    struct seen seen = {.a = a};
    struct sv rest = text_fold(a, text), run, token;
    enum run_kind kind;
    random_bytes(seen.key, sizeof(seen.key));
    while (run_next(&rest, &kind, &run))
        while (token_next(kind, &run, &token))
            if (seen_add(&seen, token))
                fn(ctx, token);
}

/* Is the run that REST follows written as a prefix: `word*`? */
static bool star_follows(struct sv rest)
{
    return rest.n && rest.p[0] == '*';
}

size_t text_query_tokens(struct arena *a, struct sv term, struct sv **tokens_out, bool **prefix_out)
{
    struct sv rest = text_fold(a, term), run, token;
    enum run_kind kind;
    struct sv *tokens = ARENA_ARRAY(a, struct sv, rest.n);
    bool *prefix = ARENA_ARRAY(a, bool, rest.n);
    size_t n = 0;
    while (run_next(&rest, &kind, &run)) {
        bool one = kind == RUN_CJK && utf8_len(run) == 1;
        bool open = one || (kind == RUN_WORD && star_follows(rest));
        while (token_next(kind, &run, &token)) {
            if (kind == RUN_CJK && run.n == 0 && !one)
                break; /* the last character alone says only where the term ends */
            tokens[n] = token;
            prefix[n++] = open;
        }
    }
    *tokens_out = tokens;
    *prefix_out = prefix;
    return n;
}

static bool holds_word(struct sv text, struct sv word, bool prefix)
{
    struct sv run;
    enum run_kind kind;
    while (run_next(&text, &kind, &run))
        if (kind == RUN_WORD && (prefix ? sv_starts(run, word) : sv_eq(run, word)))
            return true;
    return false;
}

bool text_holds(struct arena *a, struct sv folded_text, struct sv term)
{
    struct sv rest = text_fold(a, term), run;
    enum run_kind kind;
    while (run_next(&rest, &kind, &run)) {
        bool found = kind == RUN_CJK ? sv_find(folded_text, run) >= 0
                                     : holds_word(folded_text, run, star_follows(rest));
        if (!found)
            return false;
    }
    return true;
}
