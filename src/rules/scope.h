/* Scopes: terms, the canonical text in which they are stored, what a term reaches, and the relation
 * "stays within" of derivations (rules.md section 12).  Pure. */
#ifndef NOROSHI_SCOPE_H
#define NOROSHI_SCOPE_H

#include "rules/roster.h"

enum term_kind {
    TERM_ALL, TERM_UNSPECIFIED, TERM_STANDING, TERM_CATEGORY, TERM_SECTOR, TERM_GROUP, TERM_MEMBER,
    TERM_PERSON, TERM_COORDINATOR,
    TERM_AUTHORITIES, /* in excludes only */
    TERM_CONSTITUENT  /* in additions only (ACC-10) */
};

struct term {
    enum term_kind kind;
    int value;    /* enum standing/category/sector, index of group/member/person/constituent, else 0;
                   * -1: an id the roster does not know: reaches nobody */
    struct sv id; /* of group, member, person, constituent: as stated; else SV_NONE */
};

#define SCOPE_MAX_TERMS 200 /* include and exclude together (shapes.md, Limits) */

struct scope {
    struct term *include, *exclude;
    size_t ninclude, nexclude;
    int32_t as_of; /* members_as_of as a day of the Council's zone, or DAY_NONE */
    int64_t as_of_at; /* the same as stated; TIME_NONE */
};

/* Canonical text of a term, its storage form and index key: "all" "unspecified" "std:class1"
 * "std:taskforce" "cat:…" "sec:…" "grp:…" "mem:…" "per:…" "coord" "auth" "con:…".
 * Terms are stored as these words separated by one space.  A member or person term that names the
 * coordinator (its member, its persons) is "coord". */
struct sv term_text(struct arena *a, const struct term *t);
int term_parse(const struct roster *r, struct sv word, struct term *out); /* 0 or -1 (no term at all) */
/* A whole scope from its stored words; unknown ids stay as terms that reach nobody. */
void scope_parse(struct arena *a, const struct roster *r, struct sv include, struct sv exclude,
                 int64_t as_of_at, struct scope *out);
struct sv scope_include_text(struct arena *a, const struct scope *s);
struct sv scope_exclude_text(struct arena *a, const struct scope *s);
bool scope_is_unspecified(const struct scope *s);
bool scope_has_standing(const struct scope *s); /* task-force information (USE-1) */
/* A secret or not, of any kind: goes beyond the task force (POST-18)? */
bool scope_beyond_taskforce(const struct scope *s);
/* all, unspecified, standing, category, sector, group: limited by members_as_of. */
bool term_is_class(const struct term *t);
/* The member that a `member` or `person` term names, by itself or as its person's; else -1. */
int term_named_member(const struct roster *r, const struct term *t);
/* A member or person term that names the coordinator becomes the coordinator term. */
void term_settle(const struct roster *r, struct term *t);

/* Does T, included, reach MEMBER as a class or by name (persons' terms: no)?  As the table in
 * section 12: class terms never reach steering members or offices; AS_OF limits them.  Linked
 * members count as any admitted member here.  EARLY_WARNING: `all` and `unspecified` reach steering
 * members registered for the service too. */
bool term_reaches_member(const struct roster *r, const struct term *t, int member, int32_t as_of,
                         bool early_warning);
/* The exception of early warnings: `all` and `unspecified` reach this steering member, because it is
 * registered for the service. */
bool term_reaches_steering(const struct roster *r, const struct term *t, int member, int32_t as_of);
/* Does T reach PERSON: as its member, or by name? */
bool term_reaches_person(const struct roster *r, const struct term *t, int person, int32_t as_of,
                         bool early_warning);

/* Is MEMBER excluded by S, where SUBJECTS (n member indices: provider and original providers) are
 * whom `authorities` protects? */
bool scope_excludes_member(const struct roster *r, const struct scope *s, const int *subjects, size_t n,
                           int member);

/* POST-4: does D stay within A?  Terms alone decide, so that it holds for all readers to come. */
bool scope_within(const struct roster *r, const struct scope *d, const struct scope *a);

/* The words under which PERSON finds what it may read, for the index `reach` (a superset; each
 * candidate is decided by policy): see docs/architecture.md.  At most 4,096 words, no duplicate.
 * Also "own:<member>", "min:<person>", "con:<constituent>", "ew" (steering members registered for
 * early warning), and for the coordinator only "coord". */
size_t person_reach_words(struct arena *a, const struct roster *r, int person, struct sv **out);

#endif
