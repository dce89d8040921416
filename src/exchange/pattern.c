/* Pattern: the STIX 2.1 patterning language, read strictly.  See pattern.h.
 *
 * Recursive descent over the text.  Keywords are upper case and are no names. */
#include "exchange/pattern.h"

#include "base/crypto.h"
#include "base/time.h"

#include <string.h>

#define PATTERN_DEPTH 64
#define PATTERN_TESTS 10000

struct reader {
    struct arena *a;
    const char *start, *p, *end;
    unsigned depth;
    struct pattern_test *tests;
    size_t n, cap;
    bool simple;
};

/* ---- Words and spaces ---- */

static bool at(const struct reader *r, char ch)
{
    return r->p < r->end && *r->p == ch;
}

static void skip_space(struct reader *r)
{
    while (r->p < r->end) {
        size_t left = (size_t)(r->end - r->p);
        if (memchr(" \t\r\n\v\f", *r->p, 6)) {
            r->p++;
        } else if (left >= 2 && memcmp(r->p, "//", 2) == 0) {
            const char *nl = memchr(r->p, '\n', left);
            r->p = nl ? nl : r->end;
        } else if (left >= 4 && memcmp(r->p, "/*", 2) == 0) {
            const char *close = memmem(r->p + 2, left - 2, "*/", 2);
            if (!close)
                return;
            r->p = close + 2;
        } else {
            return;
        }
    }
}

static bool mark(struct reader *r, const char *symbol)
{
    size_t n = strlen(symbol);
    skip_space(r);
    if ((size_t)(r->end - r->p) < n || memcmp(r->p, symbol, n) != 0)
        return false;
    r->p += n;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* The name or keyword that stands here, without moving; hyphens belong to it if HYPHEN. */
static struct sv peek_name(struct reader *r, bool hyphen)
{
    skip_space(r);
    const char *p = r->p;
    if (p < r->end && is_letter(*p))
        while (p < r->end && (is_letter(*p) || is_digit(*p) || (hyphen && *p == '-')))
            p++;
    return (struct sv){r->p, (size_t)(p - r->p)};
}

static bool keyword(struct reader *r, const char *word)
{
    struct sv name = peek_name(r, false);
    if (!sv_is(name, word))
        return false;
    r->p += name.n;
    return true;
}

static bool is_keyword(struct sv s)
{
    static const char *const words[] = {"AND",     "OR",         "NOT",      "FOLLOWEDBY", "LIKE",
                                        "MATCHES", "ISSUPERSET", "ISSUBSET", "EXISTS",     "LAST",
                                        "IN",      "START",      "STOP",     "SECONDS",    "true",
                                        "false",   "WITHIN",     "REPEATS",  "TIMES"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (sv_is(s, words[i]))
            return true;
    return false;
}

static bool name(struct reader *r, bool hyphen, struct sv *out)
{
    *out = peek_name(r, hyphen);
    if (out->n == 0 || is_keyword(*out))
        return false;
    r->p += out->n;
    return true;
}

/* ---- Literals ---- */

/* 'text' with \' and \\ as the only escapes. */
static bool string(struct reader *r, struct sv *out)
{
    skip_space(r);
    if (!at(r, '\''))
        return false;
    struct str s;
    str_init(&s, r->a, (size_t)(r->end - r->p));
    for (r->p++; r->p < r->end && *r->p != '\''; r->p++) {
        if (*r->p == '\\') {
            r->p++;
            if (!at(r, '\'') && !at(r, '\\'))
                return false;
        }
        str_addc(&s, *r->p);
    }
    *out = str_sv(&s);
    if (!at(r, '\''))
        return false;
    r->p++;
    return true;
}

static bool timestamp(struct reader *r, int64_t *ms_out)
{
    struct sv s;
    skip_space(r);
    if (!at(r, 't') || r->end - r->p < 2 || r->p[1] != '\'')
        return false;
    r->p++;
    return string(r, &s) && s.n >= 20 && s.p[s.n - 1] == 'Z' && time_parse(s, ms_out) == 0;
}

static bool hex_literal(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!memchr("0123456789abcdefABCDEF", s.p[i], 22))
            return false;
    return s.n % 2 == 0;
}

/* t'…', h'…', b'…' */
static bool tagged(struct reader *r)
{
    const char *start = r->p;
    char tag = *r->p;
    int64_t ms;
    struct sv s, bytes;
    if (tag == 't')
        return timestamp(r, &ms);
    r->p++;
    if (!string(r, &s)) {
        r->p = start;
        return false;
    }
    return tag == 'h' ? hex_literal(s) : base64_parse(r->a, s, &bytes) == 0;
}

/* An integer or a decimal; *WHOLE_OUT and *POSITIVE_OUT tell which. */
static bool number(struct reader *r, bool *whole_out, bool *positive_out)
{
    skip_space(r);
    const char *p = r->p;
    bool minus = p < r->end && *p == '-', some = false;
    if (p < r->end && (*p == '-' || *p == '+'))
        p++;
    const char *digits = p;
    for (; p < r->end && is_digit(*p); p++)
        some = some || *p != '0';
    size_t n = (size_t)(p - digits);
    bool whole = p >= r->end || *p != '.';
    if (!whole) {
        const char *fraction = ++p;
        for (; p < r->end && is_digit(*p); p++)
            some = some || *p != '0';
        if (p == fraction)
            return false;
    } else if (n == 0) {
        return false;
    }
    if (n > 1 && digits[0] == '0')
        return false;
    if (p < r->end && is_letter(*p))
        return false;
    r->p = p;
    *whole_out = whole;
    *positive_out = some && !minus;
    return true;
}

static bool literal(struct reader *r, struct pattern_test *t)
{
    bool whole, positive;
    skip_space(r);
    const char *start = r->p;
    t->text = at(r, '\'');
    if (t->text)
        return string(r, &t->value);
    bool ok;
    if (r->end - r->p >= 2 && r->p[1] == '\'' && memchr("thb", *r->p, 3))
        ok = tagged(r);
    else
        ok = keyword(r, "true") || keyword(r, "false") || number(r, &whole, &positive);
    t->value = (struct sv){start, (size_t)(r->p - start)};
    return ok;
}

/* ---- Comparisons ---- */

static bool add_test(struct reader *r, const struct pattern_test *t)
{
    if (r->n >= PATTERN_TESTS)
        return false;
    if (r->n == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : 4;
        struct pattern_test *more = ARENA_ARRAY(r->a, struct pattern_test, cap);
        if (r->n)
            memcpy(more, r->tests, r->n * sizeof(*more));
        r->tests = more;
        r->cap = cap;
    }
    r->tests[r->n++] = *t;
    r->simple = r->simple && t->op == PATTERN_EQ && !t->negated && t->text;
    return true;
}

/* [3], [-1], [*] */
static bool path_index(struct reader *r, struct str *path)
{
    skip_space(r);
    const char *start = r->p;
    bool whole = true, positive;
    if (!mark(r, "*") && (!number(r, &whole, &positive) || !whole))
        return false;
    str_addc(path, '[');
    str_add(path, (struct sv){start, (size_t)(r->p - start)});
    str_addc(path, ']');
    return mark(r, "]");
}

static bool path_step(struct reader *r, struct str *path)
{
    struct sv step;
    skip_space(r);
    if (at(r, '\'') ? !string(r, &step) : !name(r, false, &step))
        return false;
    str_add(path, step);
    return true;
}

static bool object_path(struct reader *r, struct sv *out)
{
    struct sv type;
    struct str path;
    str_init(&path, r->a, (size_t)(r->end - r->start) + 64);
    if (!name(r, true, &type))
        return false;
    str_add(&path, type);
    str_addc(&path, ':');
    if (!mark(r, ":") || !path_step(r, &path))
        return false;
    for (;;) {
        if (mark(r, ".")) {
            str_addc(&path, '.');
            if (!path_step(r, &path))
                return false;
        } else if (mark(r, "[")) {
            if (!path_index(r, &path))
                return false;
        } else {
            break;
        }
    }
    *out = str_sv(&path);
    return !path.overflow;
}

static bool in_set(struct reader *r, struct pattern_test t)
{
    t.op = PATTERN_EQ;
    if (!mark(r, "("))
        return false;
    if (mark(r, ")")) {
        r->simple = false;
        return true;
    }
    do {
        if (!literal(r, &t) || !add_test(r, &t))
            return false;
    } while (mark(r, ","));
    return mark(r, ")");
}

static bool operator(struct reader *r, enum pattern_op *out)
{
    static const struct {
        const char *symbol;
        enum pattern_op op;
    } symbols[] = {{"==", PATTERN_EQ}, {"=", PATTERN_EQ}, {"!=", PATTERN_NE}, {"<>", PATTERN_NE},
                   {"<=", PATTERN_LE}, {"<", PATTERN_LT}, {">=", PATTERN_GE}, {">", PATTERN_GT}};
    for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++)
        if (mark(r, symbols[i].symbol)) {
            *out = symbols[i].op;
            return true;
        }
    return false;
}

/* LIKE, MATCHES, ISSUBSET, ISSUPERSET with their string. */
static bool text_test(struct reader *r, struct pattern_test *t)
{
    if (keyword(r, "LIKE"))
        t->op = PATTERN_LIKE;
    else if (keyword(r, "MATCHES"))
        t->op = PATTERN_MATCHES;
    else if (keyword(r, "ISSUBSET"))
        t->op = PATTERN_ISSUBSET;
    else if (keyword(r, "ISSUPERSET"))
        t->op = PATTERN_ISSUPERSET;
    else
        return false;
    t->text = true;
    return string(r, &t->value) && add_test(r, t);
}

static bool comparison_or(struct reader *r);

static bool comparison(struct reader *r)
{
    struct pattern_test t = {.op = PATTERN_EXISTS};
    if (mark(r, "(")) {
        if (++r->depth > PATTERN_DEPTH || !comparison_or(r) || !mark(r, ")"))
            return false;
        r->depth--;
        return true;
    }
    if (keyword(r, "EXISTS"))
        return object_path(r, &t.path) && add_test(r, &t);
    if (!object_path(r, &t.path))
        return false;
    t.negated = keyword(r, "NOT");
    if (keyword(r, "IN"))
        return in_set(r, t);
    if (operator(r, &t.op)) {
        bool ordered = t.op != PATTERN_EQ && t.op != PATTERN_NE;
        return literal(r, &t) &&
               !(ordered && (sv_is(t.value, "true") || sv_is(t.value, "false")) && !t.text) &&
               add_test(r, &t);
    }
    return text_test(r, &t);
}

/* Do the tests FROM to TO only say of which type a reference is?  Beside the value that is
 * referred to they say nothing new. */
static bool only_types(const struct reader *r, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (!sv_ends(r->tests[i].path, SV("_ref.type")) || r->tests[i].op != PATTERN_EQ ||
            r->tests[i].negated)
            return false;
    return true;
}

/* Takes the tests FROM to TO out of the list. */
static void drop_tests(struct reader *r, size_t from, size_t to)
{
    if (to == from)
        return;
    memmove(r->tests + from, r->tests + to, (r->n - to) * sizeof(*r->tests));
    r->n -= to - from;
}

static bool comparison_and(struct reader *r)
{
    size_t first = r->n;
    if (!comparison(r))
        return false;
    while (keyword(r, "AND")) {
        size_t second = r->n;
        if (!comparison(r))
            return false;
        if (only_types(r, second, r->n))
            drop_tests(r, second, r->n);
        else if (second > first && only_types(r, first, second))
            drop_tests(r, first, second);
        else
            r->simple = false;
    }
    return true;
}

static bool comparison_or(struct reader *r)
{
    do {
        if (!comparison_and(r))
            return false;
    } while (keyword(r, "OR"));
    return true;
}

/* ---- Observations ---- */

static bool positive(struct reader *r, bool must_be_whole)
{
    bool whole, above;
    return number(r, &whole, &above) && above && (whole || !must_be_whole);
}

/* START/STOP, WITHIN, REPEATS: each at most once on one observation. */
static bool qualifiers(struct reader *r)
{
    bool start = false, within = false, repeats = false;
    for (;;) {
        bool *seen = keyword(r, "START")     ? &start
                     : keyword(r, "WITHIN")  ? &within
                     : keyword(r, "REPEATS") ? &repeats
                                             : NULL;
        if (!seen)
            return true;
        if (*seen)
            return false;
        *seen = true;
        r->simple = false;
        int64_t from, to;
        if (seen == &start) {
            if (!timestamp(r, &from) || !keyword(r, "STOP") || !timestamp(r, &to) || to <= from)
                return false;
        } else if (seen == &within) {
            if (!positive(r, false) || !keyword(r, "SECONDS"))
                return false;
        } else if (!positive(r, true) || !keyword(r, "TIMES")) {
            return false;
        }
    }
}

static bool observation_followed(struct reader *r);

static bool observation(struct reader *r)
{
    bool group = mark(r, "(");
    if (!group && !mark(r, "["))
        return false;
    if (++r->depth > PATTERN_DEPTH)
        return false;
    if (!(group ? observation_followed(r) && mark(r, ")") : comparison_or(r) && mark(r, "]")))
        return false;
    r->depth--;
    return qualifiers(r);
}

static bool observation_and(struct reader *r)
{
    if (!observation(r))
        return false;
    while (keyword(r, "AND")) {
        r->simple = false;
        if (!observation(r))
            return false;
    }
    return true;
}

static bool observation_or(struct reader *r)
{
    do {
        if (!observation_and(r))
            return false;
    } while (keyword(r, "OR"));
    return true;
}

static bool observation_followed(struct reader *r)
{
    if (!observation_or(r))
        return false;
    while (keyword(r, "FOLLOWEDBY")) {
        r->simple = false;
        if (!observation_or(r))
            return false;
    }
    return true;
}

int pattern_parse(struct arena *a, struct sv text, struct pattern *out, size_t *at_out)
{
    struct reader r = {
        .a = a, .start = text.p, .p = text.p, .end = text.p + text.n, .simple = true};
    bool ok = observation_followed(&r);
    if (ok)
        skip_space(&r);
    if (!ok || r.p != r.end) {
        *at_out = (size_t)(r.p - r.start);
        return -1;
    }
    *out = (struct pattern){r.tests, r.n, r.simple};
    return 0;
}

struct sv pattern_quote(struct arena *a, struct sv value)
{
    struct str s;
    str_init(&s, a, value.n * 2 + 2);
    str_addc(&s, '\'');
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == '\'' || value.p[i] == '\\')
            str_addc(&s, '\\');
        str_addc(&s, value.p[i]);
    }
    str_addc(&s, '\'');
    return str_sv(&s);
}
