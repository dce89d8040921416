/* Failures: what went wrong, in words from the catalogue, with the rule that refused.
 *
 * Functions return 0 or -1 (look-ups 1 found, 0 none, -1 failed) and leave the reason in a struct
 * errs that the caller owns.  It is untouched on success. */
#ifndef NOROSHI_ERR_H
#define NOROSHI_ERR_H

#include "base/arena.h"
#include "base/msg.h"
#include "base/str.h"

enum err {
    E_NONE,
#define ERROR(code, http, exit, title) code,
#include "base/errors.def"
#undef ERROR
};

int err_http(enum err code);        /* 200 for E_NONE */
int err_exit(enum err code);        /* 0 for E_NONE */
enum msg err_title(enum err code);

struct err_entry {
    struct sv pointer; /* JSON pointer (RFC 6901) of the field; "" is the whole document */
    const char *rule;  /* rule id, or NULL for a mere form error */
    struct sv detail;
};

struct errs {
    struct arena *a;
    enum lang lang;
    enum err code;     /* E_NONE: nothing failed */
    const char *rule;  /* rule of the first entry, or of the refusal; NULL if none */
    struct sv detail;
    struct err_entry *v; /* n entries, in the order found */
    size_t n, cap;
    int retry_after;   /* seconds; 0: not said */
};

void errs_init(struct errs *e, struct arena *a, enum lang lang);

/* Message arguments for fail() and errs_add(): ARGS(a, b) or NO_ARGS. */
#define ARGS(...) \
    (const struct sv[]){__VA_ARGS__}, sizeof((const struct sv[]){__VA_ARGS__}) / sizeof(struct sv)
#define NO_ARGS NULL, 0

/* Records the failure and returns -1, so that `return fail(e, E_…, …)` reads as it acts.
 * The first failure stays; a later one does not replace it. */
int fail(struct errs *e, enum err code, const char *rule, enum msg m, const struct sv *args,
         size_t nargs);

/* Adds one entry (at most 1,000 are kept) and sets code and rule if none is set.  Returns -1. */
int errs_add(struct errs *e, enum err code, struct sv pointer, const char *rule, enum msg m,
             const struct sv *args, size_t nargs);
/* The failure of FROM, if there is one and none in TO yet, copied into TO's arena. */
void errs_move(struct errs *to, const struct errs *from);

#endif
