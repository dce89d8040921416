/* Masking: code points folded to the one form in which terms and texts are compared.
 *
 * Each point knows the bytes it came from, so that what is found can be cut from the text. */
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#include "rules/mask_private.h"

#define SLOTS 256
#define SEQUENCE_MAX 8
#define LIBRARY_MAX 64
#define LABEL_MAX 63
#define VOICED 0x3099U
#define SEMI_VOICED 0x309AU
#define ZERO_WIDTH_SPACE 0x200BU

/* What the library made of one code point. */
struct slot {
    uint32_t c;
    uint32_t n;
    uint32_t to[SEQUENCE_MAX];
};

struct fold {
    struct slot slots[SLOTS];
};

struct fold *fold_new(struct arena *a)
{
    return ARENA_NEW(a, struct fold);
}

bool point_is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

bool point_is_kana(uint32_t c)
{
    return (c >= 0x30A1 && c <= 0x30FA) || c == PROLONGED;
}

static bool is_kanji(uint32_t c)
{
    return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || c >= 0x20000;
}

bool point_is_word(uint32_t c)
{
    if (c < 0x80)
        return point_is_digit(c) || (c >= 'a' && c <= 'z');
    return c < 0x1100 && uc_is_property_alphabetic(c);
}

bool points_touch(const struct points *p, size_t i)
{
    return i > 0 && i < p->n && p->v[i].at <= p->v[i - 1].end;
}

/* Behind "\n", "\t" and the like, written out in logs, something begins. */
static bool behind_escape(const struct points *p, size_t i)
{
    uint32_t c = point_at(p, i - 1);
    return i > 1 && (c == 'n' || c == 'r' || c == 't') && point_at(p, i - 2) == '\\';
}

bool word_begins(const struct points *p, size_t i)
{
    return !points_touch(p, i) || !point_is_word(p->v[i - 1].c) || behind_escape(p, i);
}

/* Katakana of any size and age as the large one of today with the same sound. */
static uint32_t kana_plain(uint32_t c)
{
    static const struct {
        uint32_t from, to;
    } same[] = {{U'ァ', U'ア'}, {U'ィ', U'イ'}, {U'ゥ', U'ウ'}, {U'ェ', U'エ'}, {U'ォ', U'オ'},
                {U'ッ', U'ツ'}, {U'ャ', U'ヤ'}, {U'ュ', U'ユ'}, {U'ョ', U'ヨ'}, {U'ヮ', U'ワ'},
                {U'ヵ', U'カ'}, {U'ヶ', U'ケ'}, {U'ヂ', U'ジ'}, {U'ヅ', U'ズ'}, {U'ヰ', U'イ'},
                {U'ヱ', U'エ'}, {U'ヲ', U'オ'}, {U'ㇰ', U'ク'}, {U'ㇱ', U'シ'}, {U'ㇲ', U'ス'},
                {U'ㇳ', U'ト'}, {U'ㇴ', U'ヌ'}, {U'ㇵ', U'ハ'}, {U'ㇶ', U'ヒ'}, {U'ㇷ', U'フ'},
                {U'ㇸ', U'ヘ'}, {U'ㇹ', U'ホ'}, {U'ㇺ', U'ム'}, {U'ㇻ', U'ラ'}, {U'ㇼ', U'リ'},
                {U'ㇽ', U'ル'}, {U'ㇾ', U'レ'}, {U'ㇿ', U'ロ'}};
    if (c >= U'ぁ' && c <= U'ゖ')
        c += U'ァ' - U'ぁ';
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
        if (same[i].from == c)
            return same[i].to;
    return c;
}

/* ヴ and the vowel C behind it: ヴァ is バ. */
static uint32_t v_row(uint32_t c)
{
    switch (c) {
    case U'ア':
        return U'バ';
    case U'イ':
        return U'ビ';
    case U'エ':
        return U'ベ';
    case U'オ':
        return U'ボ';
    default:
        return 0;
    }
}

/* The kana row ends with the next point: only then ヴ alone is ブ. */
static void push(struct points *out, uint32_t c, const struct point *from)
{
    struct point *last = out->n ? &out->v[out->n - 1] : NULL;
    if (last && last->c == U'ヴ') {
        uint32_t joined = v_row(c);
        last->c = joined ? joined : U'ブ';
        if (joined) {
            last->end = from->end;
            return;
        }
    }
    if (out->n < out->cap)
        out->v[out->n++] = (struct point){c, from->at, from->end};
}

static bool is_iteration(uint32_t c)
{
    return c == U'々' || c == U'〻' || c == U'ヽ' || c == U'ゝ';
}

static bool is_dash(uint32_t c)
{
    return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == PROLONGED;
}

static bool is_middle_dot(uint32_t c)
{
    return c == 0xB7 || c == 0x30FB || c == 0x2022 || c == 0x2027 || c == 0x2219 || c == 0x22C5;
}

static bool is_apostrophe(uint32_t c)
{
    return c == 0x2018 || c == 0x2019 || c == 0x2BC || c == 0x2032;
}

static bool is_line_end(uint32_t c)
{
    return c == '\n' || c == 0x0B || c == 0x0C || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* The last point that is no white space, or 0: what an iteration mark repeats. */
static uint32_t last_seen(const struct points *p)
{
    size_t n = p->n;
    while (n > 0 && p->v[n - 1].c == ' ')
        n--;
    return point_at(p, n - 1);
}

/* Signs whose meaning depends on the point before: LAST, or 0. */
static uint32_t sign(uint32_t c, uint32_t last)
{
    if (is_dash(c))
        return point_is_kana(last) ? PROLONGED : '-';
    if (c == '~' || c == 0x301C)
        return point_is_kana(last) ? PROLONGED : '~';
    return last && is_iteration(c) ? last : c;
}

/* Marks and what has no width: they only lengthen the point before, save for the space of no width,
 * which is a place where words divide. */
static bool absorbed(struct points *out, uint32_t c, const struct point *from)
{
    struct point *last = out->n ? &out->v[out->n - 1] : NULL;
    uint32_t joined = 0;
    if (last && (c == VOICED || c == SEMI_VOICED || (c >= 0x1161 && c <= 0x11C2)))
        joined = uc_composition(last->c, c);
    if (joined)
        last->c = kana_plain(joined);
    bool unseen = uc_is_property_default_ignorable_code_point(c) ||
                  uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Mn | UC_CATEGORY_MASK_Me |
                                                          UC_CATEGORY_MASK_Cc);
    if (!joined && (!unseen || uc_is_property_white_space(c)))
        return false;
    if (last && c != ZERO_WIDTH_SPACE)
        last->end = from->end;
    return true;
}

static void add(struct points *out, uint32_t c, const struct point *from)
{
    if (absorbed(out, c, from))
        return;
    if (is_line_end(c))
        c = '\n';
    else if (uc_is_property_white_space(c))
        c = ' ';
    else if (is_middle_dot(c))
        c = MIDDLE_DOT;
    else if (is_apostrophe(c))
        c = '\'';
    c = sign(c, is_iteration(c) ? last_seen(out) : point_at(out, out->n - 1));
    push(out, kanji_today(kana_plain(c)), from);
}

/* Points that the library would leave alone: nearly all of a text. */
static bool inert(uint32_t c)
{
    return (c > ' ' && c < 0x7F && c != '-' && c != '~') || (c >= U'ァ' && c <= U'ヺ') ||
           (c >= U'ぁ' && c <= U'ゖ') || (c >= 0x4E00 && c <= 0x9FFF);
}

static void add_inert(struct points *out, const struct point *from)
{
    uint32_t c = from->c;
    if (c >= 'A' && c <= 'Z')
        c |= 0x20;
    else if (c >= 0x4E00)
        c = kanji_today(c);
    else if (c >= 0x80)
        c = kana_plain(c);
    push(out, c, from);
}

/* NFKD, case folding, NFKD.  What grows beyond SEQUENCE_MAX (a whole phrase in one sign) stays. */
static void look_up(struct slot *s, uint32_t c)
{
    uint32_t apart[LIBRARY_MAX], folded[LIBRARY_MAX];
    size_t n = LIBRARY_MAX, m = LIBRARY_MAX;
    *s = (struct slot){c, 1, {c}};
    uint32_t *d = u32_normalize(UNINORM_NFKD, &c, 1, apart, &n);
    uint32_t *r = d ? u32_casefold(d, n, NULL, UNINORM_NFKD, folded, &m) : NULL;
    if (r && m <= SEQUENCE_MAX) {
        memcpy(s->to, r, m * sizeof(*r));
        s->n = (uint32_t)m;
    }
    if (d != apart)
        free(d);
    if (r != folded)
        free(r);
}

static void add_other(struct fold *f, struct points *out, const struct point *from)
{
    uint32_t c = from->c;
    if (c == 0x309B || c == 0x309C) /* voiced sound marks with a width of their own */
        c = c - 0x309B + VOICED;
    struct slot *s = &f->slots[c % SLOTS];
    if (s->c != c)
        look_up(s, c);
    for (uint32_t i = 0; i < s->n; i++)
        add(out, s->to[i], from);
}

static void fold_all(struct fold *f, const struct points *in, struct points *out)
{
    out->n = 0;
    for (size_t i = 0; i < in->n; i++) {
        if (inert(in->v[i].c))
            add_inert(out, &in->v[i]);
        else
            add_other(f, out, &in->v[i]);
    }
    if (out->n && out->v[out->n - 1].c == U'ヴ')
        out->v[out->n - 1].c = U'ブ';
}

/* 霞ヶ関, 霞ケ関, 霞が関, 霞ガ関: between kanji all are ケ. */
static void unify_ga(struct points *p)
{
    for (size_t i = 1; i + 1 < p->n; i++) {
        uint32_t c = p->v[i].c;
        if ((c == U'ガ' || c == U'カ') && is_kanji(p->v[i - 1].c) && is_kanji(p->v[i + 1].c))
            p->v[i].c = U'ケ';
    }
}

/* Of a label "xn--…" at I, how long it is; 0 for none. */
static size_t ascii_label_at(const struct points *p, size_t i)
{
    size_t n = 4;
    if (point_at(p, i) != 'x' || point_at(p, i + 1) != 'n' || point_at(p, i + 2) != '-' ||
        point_at(p, i + 3) != '-' || !word_begins(p, i))
        return 0;
    while (n < LABEL_MAX && point_at(p, i + n) < 0x80 &&
           (point_is_word(point_at(p, i + n)) || point_at(p, i + n) == '-'))
        n++;
    return n;
}

/* The label of N points at I in its own script, folded, in place where it fits. */
static size_t unpuny(struct fold *f, struct points *p, size_t i, size_t n, struct point *to)
{
    struct point read[LABEL_MAX], folded[LABEL_MAX];
    struct points in = {read, 0, LABEL_MAX}, out = {folded, 0, LABEL_MAX};
    uint32_t decoded[LABEL_MAX];
    size_t len = punycode_decode(&p->v[i + 4], n - 4, decoded);
    for (size_t k = 0; k < len; k++)
        read[in.n++] = (struct point){decoded[k], p->v[i].at, p->v[i + n - 1].end};
    fold_all(f, &in, &out);
    if (out.n == 0 || out.n > n)
        return 0;
    memcpy(to, folded, out.n * sizeof(*to));
    return out.n;
}

static void unpuny_all(struct fold *f, struct points *p)
{
    size_t w = 0;
    for (size_t i = 0; i < p->n;) {
        size_t n = p->v[i].c == 'x' ? ascii_label_at(p, i) : 0;
        size_t made = n ? unpuny(f, p, i, n, p->v + w) : 0;
        if (made == 0)
            p->v[w] = p->v[i];
        w += made ? made : 1;
        i += made ? n : 1;
    }
    p->n = w;
}

void points_fold(struct fold *f, const struct points *in, struct points *out)
{
    fold_all(f, in, out);
    unpuny_all(f, out);
    unify_ga(out);
}
