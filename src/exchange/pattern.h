/* Pattern: the STIX 2.1 patterning language (STIX 2.1, part 9), read strictly.
 *
 * What it is: a parser that gives the comparisons a pattern is made of.  What it is not: an engine;
 * nothing is matched here.  Called by the STIX reader (which comparisons are plain indicators) and
 * writer (is this text a pattern). */
#ifndef NOROSHI_EXCHANGE_PATTERN_H
#define NOROSHI_EXCHANGE_PATTERN_H

#include "base/str.h"

enum pattern_op {
    PATTERN_EQ,
    PATTERN_NE,
    PATTERN_LT,
    PATTERN_LE,
    PATTERN_GT,
    PATTERN_GE,
    PATTERN_LIKE,
    PATTERN_MATCHES,
    PATTERN_ISSUBSET,
    PATTERN_ISSUPERSET,
    PATTERN_EXISTS
};

struct pattern_test {
    struct sv path; /* "file:hashes.SHA-256": the object path without quotes */
    enum pattern_op op;
    bool negated;
    bool text;       /* the literal is a string */
    struct sv value; /* a string's content, else the literal as written; SV_NONE for EXISTS */
};

struct pattern {
    struct pattern_test *tests; /* in their order; an IN gives one EQ for each member of its set,
                                 * and `x_ref.type = …` beside other tests gives none */
    size_t n;
    bool simple; /* nothing but equalities joined by OR: each test alone is an indicator */
};

/* Parses TEXT, at most 64 levels of brackets and 10,000 comparisons.  0, or -1 and the offset of
 * what cannot be. */
int pattern_parse(struct arena *a, struct sv text, struct pattern *out, size_t *at_out);

/* VALUE as a string literal of the language, quotes included. */
struct sv pattern_quote(struct arena *a, struct sv value);

#endif
