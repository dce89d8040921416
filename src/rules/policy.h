/* The decision: may this person read this item, and by which rule.  One pure function, a table of
 * rows, first match decides, last row denies (rules.md section 12, "Who may read").
 *
 * Called by domain/ only; doors see views that exist only after a yes. */
#ifndef NOROSHI_POLICY_H
#define NOROSHI_POLICY_H

#include "rules/scope.h"

enum item_kind {
    KIND_ANALYSIS, KIND_COUNTERMEASURE, KIND_EARLY_WARNING, KIND_CONSULTATION, KIND_INCIDENT_REPORT,
    KIND_NOTICE, KIND_COUNT
};
enum item_state {
    STATE_AWAITING_APPROVAL, STATE_AWAITING_RELEASE, STATE_PUBLISHED, STATE_REFUSED, STATE_EMBARGOED,
    STATE_EXPIRED, STATE_RETRACTED,
    STATE_STAGED, /* an import under way: nobody reads it */
    STATE_COUNT
};
const char *item_kind_name(enum item_kind k);
const char *item_state_name(enum item_state s);
int item_kind_parse(struct sv s, enum item_kind *out);
int item_state_parse(struct sv s, enum item_state *out);

enum grant_kind { GRANT_CONSENT, GRANT_ADDITION, GRANT_MINIMAL };

struct grant { /* what opens an item beyond its scope */
    enum grant_kind kind;
    struct term term;      /* consent: to whom; addition: TERM_CONSTITUENT; minimal: TERM_PERSON */
    int64_t until;         /* TIME_NONE: without end */
    bool open;             /* granted and not closed */
    bool emergency;        /* addition: opens a secret to its persons (ACC-10) */
    bool open_secret;      /* consent: what derives for its term need not be secret (CON-1) */
    int *persons;          /* addition: those who may read; none listed: all of the constituent's */
    size_t npersons;
};

struct item_facts {
    struct sv id;
    enum item_kind kind;
    enum item_state state;
    bool secret;
    bool released_by_office; /* refused or awaiting at release, not at approval: coordinator sees it */
    int provider;            /* member whose item it is (on_behalf_of where stated), or -1 */
    int poster;              /* member that posted it (a GSOC for its linked member), or -1 */
    const int *subjects;     /* provider, poster's principal, providers of all ancestors */
    size_t nsubjects;
    struct scope scope;
    const struct grant *grants;
    size_t ngrants;
};

struct decision {
    bool may;
    int line;              /* 0–12 of section 12; 13: nothing applied */
    const char *rule;      /* id of the rule that decided, yes or no */
    bool outside_scope;    /* coordinator, beyond the scope (ACC-6) */
    struct term reached_by; /* the term that reached; kind only valid when has_term */
    bool has_term;
};

/* NOW in ms, TODAY in the Council's zone.  A fact that cannot be established refuses.
 * Returns decision.may. */
bool policy_may_read(const struct roster *r, int person, const struct item_facts *item, int64_t now,
                     int32_t today, struct decision *out);

/* The same for a whole member, as the audience preview and disclosure count it: handlers (secret) or
 * persons that may read; COUNT_OUT how many, RULE_OUT why not when none (the line that refused a
 * person that is a registered handler if there is one). */
struct audience {
    size_t persons;          /* persons who may read */
    const char *left_rule;   /* when persons == 0, else NULL */
    int left_line;           /* when persons == 0, else 0 */
    bool in_terms;           /* an include term reaches the member (before other lines) */
};
void policy_audience(const struct roster *r, int member, const struct item_facts *item, int64_t now,
                     int32_t today, struct audience *out);

enum use { USE_COUNCIL_ACTIVITIES, USE_OWN_SECURITY, USE_THIRD_PARTIES, USE_CONSTITUENTS, USE_AWARENESS, USE_OWN_INFORMATION, USE_COUNT };
const char *use_name(enum use u);
struct permitted {
    enum use use;
    const char *rule;
};
/* USE-1, ACC-11, POST-16: what PERSON, who may read by D, may use the item for.  At most USE_COUNT. */
size_t policy_permitted_use(const struct roster *r, int person, const struct item_facts *item,
                            const struct decision *d, struct sv tlp, struct permitted out[USE_COUNT]);

/* Row I of the table: its line, and its rule or NULL where the line names it itself.  False past the end. */
bool policy_row(size_t i, int *line_out, const char **rule_out);

#endif
