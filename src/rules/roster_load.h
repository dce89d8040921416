/* What the parts of the roster's reader share: roster_json.c (shapes), roster_field.c (fields),
 * roster_check.c (ids, references, rules).  For no one else, but for the forms of plain texts, which
 * domain/names.c asks too. */
#ifndef NOROSHI_ROSTER_LOAD_H
#define NOROSHI_ROSTER_LOAD_H

#include "rules/pointer.h"
#include "rules/roster_json.h"

/* What a member says that can only be judged once all are read. */
struct member_draft {
    struct sv at; /* JSON pointer */
    struct sv linked_via, same_body;
    bool warning_wanted; /* early_warning stated as true */
    bool unclear;        /* kind, category and the like were not understood: not judged further */
};

struct load {
    struct arena *a;
    struct errs *e;
    struct roster *r;
    struct member_draft *members; /* parallel to the arrays of r */
    struct sv *persons_at, *constituents_at, *groups_at;
};

/* An object being read. */
struct node {
    struct load *x;
    const json *j;
    struct sv at;
};

/* --- roster_field.c: all add a fault to the load and go on ---------------------------------- */

void load_fault(struct load *x, struct sv at, const char *rule, enum msg m, struct sv what);
struct sv node_at(const struct node *n, const char *key);
/* Is N an object, and has it only the fields of the NULL-ended list ALLOWED? */
bool node_check(const struct node *n, const char *const *allowed);

enum need { OPTIONAL, NULLABLE, REQUIRED };
/* The text of KEY; SV_NONE when absent, null or wrong.  NULLABLE: must be there, may be null. */
struct sv node_text(const struct node *n, const char *key, enum need need);
bool node_bool(const struct node *n, const char *key, bool otherwise);
int32_t node_day(const struct node *n, const char *key, enum need need);
/* The member KEY if it is an array; NULL when absent, null or wrong. */
const json *node_array(const struct node *n, const char *key, enum need need);
/* An array of texts, each tested by GOOD (NULL: any). */
struct svs node_texts(const struct node *n, const char *key, bool (*good)(struct sv s), enum msg bad);
/* {"ja", "en"}: one language serves for both where the other is missing. */
void node_names(const struct node *n, const char *key, enum need need, struct sv out[LANG_COUNT]);

/* Forms of a text that is not empty and holds no control character (node_text() sees to both). */
bool text_is_id(struct sv s);
bool text_is_email(struct sv s);
bool text_is_domain(struct sv s);
bool text_is_network(struct sv s);
bool text_is_zone(struct sv s);

/* --- roster_check.c ------------------------------------------------------------------------- */

/* Ids used twice or told apart by case alone; unknown ids; references resolved; then the rules. */
void load_ids(struct load *x);
void load_references(struct load *x, const json *groups);
void load_rules(struct load *x);

#endif
