/* mktpl, its parts: see mktpl.c.  A build tool: it frees nothing. */
#ifndef MKTPL_H
#define MKTPL_H

#include "base/str.h"

#define MAX_FIELDS 64
#define MAX_OPEN 64

/* What a field can be: how it is kept in C, and where it may stand. */
enum kind { K_NONE, K_TEXT, K_URL, K_INT, K_FLAG, K_MSG, K_TIME, K_DAY, K_MARKUP, K_RECORD };

struct field {
    struct sv name, record; /* record: its name, of K_RECORD */
    enum kind kind;
    bool list, used;
};

struct record {
    struct sv name;
    const char *file; /* of its declaration */
    int line;
    bool page; /* the fields of a template, not a `struct` of it */
    struct field v[MAX_FIELDS];
    size_t n;
};

/* Where in HTML the reader is.  Two places are the same when all of it but `since` is. */
enum place_state {
    P_CONTENT,
    P_TAG, /* within a tag, between attributes */
    P_TAG_NAME,
    P_ATTR_NAME,
    P_ATTR_EQUALS, /* after the equals sign */
    P_VALUE,
    P_COMMENT,
    P_DOCTYPE
};
enum url_state { URL_NO, URL_EMPTY, URL_SLASH, URL_BEGUN, URL_SAFE };

struct place {
    enum place_state state;
    char name[32], attr[32]; /* of the tag that is read; of its attribute */
    char quote;
    enum url_state url;
    char begun[16]; /* what stands at the beginning of an address, until it is known to be safe */
    bool closing, has_src, no_break; /* no_break: white space counts (pre, textarea) */
    char open[MAX_OPEN][16];
    size_t nopen;
};

/* mktpl.c */
struct record *record_find(struct sv name);
struct field *field_find(struct record *r, struct sv name);
/* The number of arguments of a message; -1: there is none of that name. */
int message_args(struct sv id);
void refuse(const char *file, int line, const char *why, struct sv what);
bool name_ok(struct sv s);

/* mktpl_place.c: one character of template text.  NULL, or why it may not stand here. */
const char *place_feed(struct place *p, char c, struct sv rest);
/* May a field of KIND stand here?  NULL, or why not. */
const char *place_field(struct place *p, enum kind kind);
bool place_same(const struct place *a, const struct place *b);
/* Would a reader see words that stand here? */
bool place_has_words(const struct place *p);

/* mktpl_body.c: the body of PAGE's template, which begins in line LINE, as a C function into OUT.
 */
void body_write(struct arena *a, struct record *page, struct sv text, int line, struct str *out);

#endif
