/* Masking: hosts, mail addresses and URLs, in any spelling of their dots and signs.
 *
 * A host is also hit as the end of a longer one (a subdomain), never as its beginning or within a
 * label: neither kitaden.example.com nor notkitaden.example is kitaden.example. */
#include <string.h>
#include <uchar.h>

#include "rules/mask_private.h"

#define WRAPPERS_MAX 3 /* "**[.]**" */
#define HOST_MAX 253
#define TAIL_MAX 64
#define LABELS_MAX 8

/* What may stand around a sign.  The first, a dash, only around a word: "-dot-". */
static const char32_t openers[] = U"-[({<【〔「\\_*`";
static const char32_t closers[] = U"-])}>】〕」\\_*`";

static bool is_one_of(uint32_t c, const char32_t *set)
{
    for (; *set; set++)
        if (*set == c)
            return true;
    return false;
}

static size_t skip(const struct points *p, size_t i, const char32_t *set)
{
    size_t j = i;
    while (j < p->n && j - i < WRAPPERS_MAX && is_one_of(p->v[j].c, set))
        j++;
    return j;
}

static size_t text_at(const struct points *p, size_t i, const char32_t *s)
{
    for (; *s; s++, i++)
        if (point_at(p, i) != *s)
            return 0;
    return i;
}

/* How a sign may be written; a word counts only where it is set apart. */
struct spelling {
    const char32_t *text;
    bool word;
};

static const struct spelling dots[] = {{U".", false}, {U"。", false}, {U"dot", true},
                                       {U"ドツト", true}, {NULL, false}};
static const struct spelling ats[] = {{U"@", false}, {U"★", false}, {U"at", true},
                                      {U"アツトマーク", true}, {U"アツト", true}, {NULL, false}};

/* The sign S with its wrapping at I, or 0.  White space behind it belongs to it only where there is
 * some before it or a wrapping around it, or each full stop would join two sentences. */
static size_t spelling_at(const struct points *p, size_t i, const struct spelling *s)
{
    size_t first = s->word ? 0 : 1;
    size_t from = skip(p, i, U" "), open = skip(p, from, openers + first);
    size_t core = text_at(p, skip(p, open, U" "), s->text);
    if (core == 0)
        return 0;
    size_t inner = skip(p, core, U" "), close = skip(p, inner, closers + first);
    if (close == inner)
        close = core;
    size_t to = skip(p, close, U" ");
    bool wrapped = open > from && close > core, spaced = from > i && to > close;
    if (s->word && !wrapped && !spaced)
        return 0;
    return wrapped || spaced ? to : close;
}

static size_t sign_at(const struct points *p, size_t i, const struct spelling *s)
{
    for (; s->text; s++) {
        size_t j = spelling_at(p, i, s);
        if (j)
            return j;
    }
    return 0;
}

size_t dot_at(const struct points *p, size_t i)
{
    if (point_is_word(point_at(p, i)))
        return 0;
    return sign_at(p, i, dots);
}

/* The point WANT of a term at I. */
static size_t want_at(const struct points *p, size_t i, uint32_t want)
{
    static const struct spelling slashes[] = {{U"/", false}, {NULL, false}};
    static const struct spelling colons[] = {{U":", false}, {NULL, false}};
    if (want == '.')
        return dot_at(p, i);
    if (want == '@')
        return sign_at(p, i, ats);
    if (want == '/')
        return sign_at(p, i, slashes);
    if (want == ':')
        return sign_at(p, i, colons);
    return point_at(p, i) == want ? i + 1 : 0;
}

static bool is_label(uint32_t c)
{
    return point_is_word(c) || c == '-';
}

/* No label goes on to the left of I.  Of a mail address, no local part either. */
static bool begins(const struct term *t, const struct points *p, size_t i)
{
    size_t j = i;
    if (i > 0 && p->v[i - 1].at == p->v[i].at) /* the middle of a punycode label */
        return false;
    if (point_is_word(t->c[0]) && !word_begins(p, i))
        return false;
    if (t->form == FORM_MAIL && points_touch(p, i) && is_one_of(p->v[i - 1].c, U".-+_"))
        return false;
    while (j > 0 && points_touch(p, j) && p->v[j - 1].c == '-')
        j--;
    return j == i || !points_touch(p, j) || !point_is_word(p->v[j - 1].c);
}

static size_t label_end(const struct points *p, size_t i)
{
    size_t j = i;
    while (j < p->n && j - i < TAIL_MAX && is_label(p->v[j].c))
        j++;
    return j;
}

/* Files and services named after the host: kitaden.example.log is no host. */
static bool is_no_label(const struct points *p, size_t i, size_t end)
{
    static const char32_t *const tails[] = {
        U"txt", U"log", U"csv", U"json", U"xml", U"html", U"htm", U"pdf", U"doc", U"docx", U"xls",
        U"xlsx", U"pptx", U"eml", U"msg", U"pcap", U"pcapng", U"gz", U"png", U"jpg", U"crt", U"cer",
        U"pem", U"key", U"conf", U"http", U"https", U"ssh", U"smtp",
    };
    size_t j = i;
    while (j < end && point_is_digit(p->v[j].c))
        j++;
    if (j == end)
        return true;
    for (size_t k = 0; k < sizeof(tails) / sizeof(tails[0]); k++)
        if (text_at(p, i, tails[k]) == end)
            return true;
    return false;
}

/* A dot at I that does not end a sentence of Japanese, and a letter behind it: where the label
 * begins, or 0. */
static size_t next_label(const struct points *p, size_t i)
{
    size_t j = 0;
    for (const struct spelling *s = dots; s->text && j == 0; s++)
        if (s->text[0] != U'。')
            j = spelling_at(p, i, s);
    return point_is_word(point_at(p, j)) ? j : 0;
}

/* The host goes on at I: it is another one. */
static bool goes_on(const struct points *p, size_t i)
{
    for (int labels = 0; labels < LABELS_MAX; labels++) {
        size_t j = next_label(p, i), end = label_end(p, j);
        if (j == 0)
            return false;
        if (!is_no_label(p, j, end))
            return true;
        i = end;
    }
    return false;
}

static bool ends(const struct term *t, const struct points *p, size_t j)
{
    bool touches = points_touch(p, j);
    if (touches && point_is_word(p->v[j - 1].c) && point_is_word(p->v[j].c))
        return false;
    if (t->form == FORM_PATH)
        return true;
    if (touches && p->v[j].c == '-')
        return !goes_on(p, label_end(p, j));
    return !goes_on(p, j);
}

size_t host_at(const struct term *t, const struct points *p, size_t i)
{
    size_t j = i + 1;
    for (size_t k = 1; k < t->n; k++) {
        j = want_at(p, j, t->c[k]);
        if (j == 0)
            return 0;
    }
    return begins(t, p, i) && ends(t, p, j) ? j : 0;
}

/* FOLDED with each dot and at sign in its plain form, without the scheme, "*." before and "."
 * behind. */
static struct term plain(struct arena *a, const struct points *folded)
{
    struct term t = {.form = FORM_HOST, .c = ARENA_ARRAY(a, uint32_t, folded->n + 1)};
    for (size_t i = 0; i < folded->n;) {
        size_t dot = dot_at(folded, i), at = dot ? 0 : sign_at(folded, i, ats);
        t.c[t.n++] = dot ? '.' : at ? '@' : folded->v[i].c;
        i = dot ? dot : at ? at : i + 1;
        if (t.n >= 3 && memcmp(t.c + t.n - 3, U"://", 3 * sizeof(*t.c)) == 0)
            t.n = 0;
    }
    while (t.n && (t.c[0] == '*' || t.c[0] == '.')) {
        t.c++;
        t.n--;
    }
    while (t.n && (t.c[t.n - 1] == '.' || t.c[t.n - 1] == '/'))
        t.n--;
    return t;
}

/* Labels of letters, digits and dashes in any script, at least two, the last one no number and no
 * initial; what stands before an at sign is judged less strictly. */
static bool is_host(const uint32_t *c, size_t n)
{
    size_t label = 0, labels = 1;
    bool letters = false;
    for (size_t i = 0; i < n; i++) {
        if (c[i] == '.') {
            if (label == 0)
                return false;
            labels++;
            label = 0;
            letters = false;
        } else if (is_label(c[i]) || c[i] == '_' || c[i] > 0x303F) {
            label++;
            letters |= !point_is_digit(c[i]);
        } else {
            return false;
        }
    }
    return labels > 1 && label > 1 && letters && n <= HOST_MAX;
}

size_t host_terms(struct arena *a, const struct points *folded, struct term *out)
{
    struct term t = plain(a, folded);
    size_t from = 0, end = 0;
    for (size_t i = 0; i < t.n; i++) {
        if (is_one_of(t.c[i], U" \n"))
            return 0;
        if (t.c[i] == '@' && end == 0)
            from = i + 1;
        if (end == 0 && (t.c[i] == '/' || t.c[i] == ':'))
            end = i;
    }
    if (end)
        t.form = FORM_PATH;
    else if (from)
        t.form = FORM_MAIL;
    end = end ? end : t.n;
    if (from == 1 || !is_host(t.c + from, end - from))
        return 0;
    *out = t;
    return 1;
}
