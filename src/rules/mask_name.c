/* Masking: names.  What may stand between the characters of a name, and where a name ends.
 *
 * Scripts that divide words (Latin and its kin) are matched as words, the others as substrings. */
#include <string.h>
#include <uchar.h>

#include "rules/mask_private.h"

#define GAP_MAX 64       /* more that stands between is no longer one name */
#define LOOSE_KANA 4     /* from here on a sound mark more or less is the same name */
#define LOOSE_LETTERS 6  /* from here on a word may be divided anywhere */
#define SPELT_LETTERS 3  /* from here on a word may be spelt, letter by letter */
#define NUMBERED_LETTERS 4 /* from here on a number may follow without a space: kitaden01 */
#define CORE_KANJI 3     /* a name without its legal form keeps at least so much */
#define CORE_LETTERS 5

/* May stand within a name: white space, dashes, middle dots, emphasis, and the dot of initials. */
static bool is_soft(const struct points *p, size_t i)
{
    uint32_t c = point_at(p, i);
    if (c == '.')
        return i > 0 && point_is_word(p->v[i - 1].c);
    return c == MIDDLE_DOT || (c && c < 0x80 && strchr(" \n-_*`~+'\\", (int)c));
}

/* Behind what may stand at I.  A blank line, or a list item's mark, divides: then it is I. */
static size_t gap_end(const struct points *p, size_t i)
{
    size_t j = i, lines = 0;
    for (; j < p->n && j - i < GAP_MAX; j++) {
        uint32_t c = p->v[j].c;
        if (c == '>' && lines) /* a line of a quotation */
            continue;
        if (!is_soft(p, j))
            break;
        if (c == '\n' ? ++lines > 1 : lines && c != ' ')
            return i;
    }
    return j;
}

/* Does the vowel V prolong the kana C, as a sound mark would? */
static bool prolongs(uint32_t c, uint32_t v)
{
    static const char rows[] = /* the vowel of each kana from U+30A1 on */
        "aaiiuueeoo" "aaiiuueeoo" "aaiiuueeoo" "aaiiuuueeoo" "aiueo" "aaaiiiuuueeeooo" "aiueo"
        "aauuoo" "aiueo" "aaieo-u";
    static const struct {
        char row;
        uint32_t vowel;
    } long_by[] = {{'a', U'ア'}, {'i', U'イ'}, {'u', U'ウ'}, {'e', U'エ'},
                   {'e', U'イ'}, {'o', U'オ'}, {'o', U'ウ'}};
    if (c < 0x30A1 || c - 0x30A1 >= sizeof(rows) - 1)
        return false;
    for (size_t i = 0; i < sizeof(long_by) / sizeof(long_by[0]); i++)
        if (long_by[i].row == rows[c - 0x30A1] && long_by[i].vowel == v)
            return true;
    return false;
}

/* WANT of the term, behind BEFORE, is written C. */
static bool same(uint32_t before, uint32_t want, uint32_t c)
{
    return want == c || (want == PROLONGED && prolongs(before, c)) ||
           (c == PROLONGED && prolongs(before, want));
}

/* Where T ends that begins at I: the index behind it, or 0.  *SPLITS_OUT counts the places where
 * something stands between two letters that the term has together. */
static size_t spelled_end(const struct term *t, const struct points *p, size_t i, size_t *splits)
{
    size_t k = 1, j = i + 1;
    *splits = 0;
    while (k < t->n) {
        size_t next = gap_end(p, j);
        uint32_t c = point_at(p, next);
        if (same(t->c[k - 1], t->c[k], c)) {
            bool letters = point_is_word(t->c[k - 1]) && point_is_word(t->c[k]);
            *splits += next > j && !t->gap[k] && letters;
            k++;
            j = next + 1;
        } else if (t->loose && c == PROLONGED) {
            j = next + 1;
        } else if (t->loose && t->c[k] == PROLONGED) {
            k++;
        } else {
            return 0;
        }
    }
    return j;
}

static bool splits_fit(const struct term *t, size_t splits)
{
    return splits == 0 || t->n >= LOOSE_LETTERS ||
           (t->n >= SPELT_LETTERS && splits == t->n - 1);
}

/* Digits alone, up to the end of the word, on the side of STEP of I. */
static bool only_number(const struct points *p, size_t i, bool forward)
{
    while (point_is_digit(point_at(p, i))) {
        size_t edge = forward ? i + 1 : i;
        if (!points_touch(p, edge))
            return true;
        i = forward ? i + 1 : i - 1;
    }
    return !point_is_word(point_at(p, i));
}

/* A number may stand at an end of a name of letters: kitaden01 is a host of Kitaden. */
static bool numbered(const struct term *t, uint32_t end)
{
    return t->n >= NUMBERED_LETTERS && !point_is_digit(end);
}

static bool begins(const struct term *t, const struct points *p, size_t i)
{
    if (!point_is_word(t->c[0]) || word_begins(p, i))
        return true;
    return numbered(t, t->c[0]) && only_number(p, i - 1, false);
}

static bool ends(const struct term *t, const struct points *p, size_t j)
{
    uint32_t last = p->v[j - 1].c;
    if (!point_is_word(last) || !points_touch(p, j) || !point_is_word(p->v[j].c))
        return true;
    return numbered(t, last) && only_number(p, j, true);
}

size_t name_at(const struct term *t, const struct points *p, size_t i)
{
    size_t splits, j = spelled_end(t, p, i, &splits);
    return j && splits_fit(t, splits) && begins(t, p, i) && ends(t, p, j) ? j : 0;
}

/* FOLDED without what may stand between. */
static struct term solid(struct arena *a, const struct points *folded)
{
    struct term t = {.c = ARENA_ARRAY(a, uint32_t, folded->n),
                     .gap = ARENA_ARRAY(a, bool, folded->n)};
    for (size_t i = 0; i < folded->n; i++) {
        if (is_soft(folded, i))
            continue;
        t.gap[t.n] = t.n > 0 && is_soft(folded, i - 1);
        t.c[t.n++] = folded->v[i].c;
    }
    return t;
}

/* As folded, without white space and dots. */
static const char32_t *const legal_forms[] = {
    U"株式会社", U"(株)", U"有限会社", U"(有)", U"合同会社", U"(同)", U"一般社団法人", U"公益社団法人",
    U"一般財団法人", U"公益財団法人", U"独立行政法人", U"国立大学法人", U"学校法人", U"医療法人",
    U"co,ltd", U"coltd", U"ltd", U"limited", U"inc", U"incorporated", U"corp", U"corporation",
    U"company", U"kk", U"llc", U"plc", U"gmbh",
};

static size_t length32(const char32_t *s)
{
    size_t n = 0;
    while (s[n])
        n++;
    return n;
}

static bool same32(const uint32_t *c, const char32_t *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (c[i] != s[i])
            return false;
    return true;
}

/* Cuts one legal form off an end of T.  In Latin it stands behind, as a word of its own. */
static bool cut_legal_form(struct term *t)
{
    for (size_t i = 0; i < sizeof(legal_forms) / sizeof(legal_forms[0]); i++) {
        const char32_t *form = legal_forms[i];
        size_t n = length32(form);
        bool latin = point_is_word(form[0]);
        if (t->n <= n)
            continue;
        size_t rest = t->n - n;
        if (same32(t->c + rest, form, n) && (!latin || t->gap[rest] || t->c[rest - 1] == ',')) {
            t->n = rest - (t->c[rest - 1] == ',');
            return true;
        }
        if (!latin && same32(t->c, form, n)) {
            *t = (struct term){.c = t->c + n, .gap = t->gap + n, .n = rest};
            t->gap[0] = false;
            return true;
        }
    }
    return false;
}

static bool is_latin(const struct term *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (!point_is_word(t->c[i]))
            return false;
    return t->n > 0;
}

/* The name of T without its legal forms, where enough is left to be a name. */
static bool core(const struct term *t, struct term *out)
{
    *out = *t;
    if (!cut_legal_form(out))
        return false;
    while (cut_legal_form(out))
        continue;
    return out->n >= (is_latin(out) ? CORE_LETTERS : CORE_KANJI);
}

/* "Taro Yamada" as "Yamada Taro" and "Yamada, Taro": MIDDLE is what stands between, or 0. */
static struct term swapped(struct arena *a, const struct term *t, size_t first, uint32_t middle)
{
    size_t n = t->n - first, between = middle ? 1 : 0;
    struct term s = {.c = ARENA_ARRAY(a, uint32_t, t->n + 1),
                     .gap = ARENA_ARRAY(a, bool, t->n + 1)};
    s.n = t->n + between;
    memcpy(s.c, t->c + first, n * sizeof(*s.c));
    s.c[n] = middle;
    memcpy(s.c + n + between, t->c, first * sizeof(*s.c));
    s.gap[n + between] = true;
    return s;
}

/* Where the second of exactly two words of letters begins, or 0. */
static size_t second_word(const struct term *t)
{
    size_t at = 0, words = 1;
    for (size_t i = 1; i < t->n; i++) {
        if (t->gap[i]) {
            at = i;
            words++;
        }
    }
    return words == 2 && is_latin(t) ? at : 0;
}

static bool is_loose(const struct term *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++)
        n += t->c[i] != PROLONGED;
    return n >= LOOSE_KANA;
}

size_t name_terms(struct arena *a, const struct points *folded, bool person,
                  struct term out[TERM_FORMS])
{
    struct term whole = solid(a, folded);
    size_t n = 0, second = person ? second_word(&whole) : 0;
    if (whole.n < 2)
        return 0;
    out[n++] = whole;
    n += core(&whole, &out[n]);
    if (second) {
        out[n++] = swapped(a, &whole, second, 0);
        out[n++] = swapped(a, &whole, second, ',');
    }
    for (size_t i = 0; i < n; i++)
        out[i].loose = is_loose(&out[i]);
    return n;
}
