/* Reading what is to be verified: keys, heads, hashes and paths out of JSON, strictly.
 *
 * A member that is missing, unknown or of the wrong type is refused: nothing in a text that was
 * verified may have gone unlooked at.  Called by verify.c and report.c. */
#ifndef NOROSHI_VERIFY_READ_H
#define NOROSHI_VERIFY_READ_H

#include "base/err.h"
#include "base/json.h"
#include "verify/path.h"

struct head {
    int64_t size;
    struct hash root;
    struct sv root_text, at;
};

struct key {
    unsigned char b[32];
};

/* All of these give 0, or -1 with E_REFUSED; WHAT names the text to the person. */
int read_key(struct sv text, struct key *out, struct errs *e);
int read_object(struct sv text, struct sv what, json **out, struct errs *e);
/* J has these members and no others; a name ending in '?' may be missing.  NAMES ends with NULL. */
int read_members(const json *j, struct sv what, const char *const *names, struct errs *e);
int read_bytes(const json *j, struct sv what, struct sv *out, struct errs *e);
int read_hash(const json *j, struct sv what, struct hash *out, struct errs *e);
int read_size(const json *j, struct sv what, int64_t *out, struct errs *e);
int read_path(const json *j, struct sv what, struct path *out, struct errs *e);
/* A head whose signature by KEY holds. */
int read_head(const json *j, const struct key *key, struct head *out, struct errs *e);

int read_refuse(struct errs *e, enum msg m, struct sv what);

#endif
