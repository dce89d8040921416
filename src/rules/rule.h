/* The rules by id: one table (rules.def), used by decisions, refusals, help and docs.
 *
 * A rule is named in C by its id string ("ACC-1"); rule_find() gives source and text. */
#ifndef NOROSHI_RULE_H
#define NOROSHI_RULE_H

#include "base/msg.h"

struct rule {
    const char *id;     /* "POST-1" */
    const char *source; /* "規18①②" */
    enum msg text;      /* one or two sentences, in both languages */
};

const struct rule *rule_find(struct sv id); /* NULL: no such rule */
const struct rule *rule_at(size_t i);       /* in the order of rules.def; NULL past the end */

#endif
