/* The council as one immutable snapshot: members, persons, groups, constituents.
 *
 * What it is: plain structs that the pure rules read.  What it is not: storage (domain/roster.c loads
 * it from the database or from a roster file) or authority on time: callers pass today and now.
 * Indices (int) point into the arrays of the same roster; -1 is "none".  All arrays and strings live
 * in the arena of the roster. */
#ifndef NOROSHI_ROSTER_H
#define NOROSHI_ROSTER_H

#include "base/msg.h"
#include "base/str.h"
#include "base/time.h"

enum member_kind { MEMBER_STEERING, MEMBER_ADMITTED };
enum category {
    CAT_NONE, CAT_NATIONAL_GOVERNMENT, CAT_LOCAL_GOVERNMENT, CAT_CRITICAL_INFRASTRUCTURE,
    CAT_CYBER_BUSINESS, CAT_ACADEMIA, CAT_OTHER, CAT_COUNT
};
enum sector {
    SECTOR_NONE, SECTOR_INFORMATION_COMMUNICATION, SECTOR_FINANCE, SECTOR_AVIATION, SECTOR_AIRPORT,
    SECTOR_RAILWAY, SECTOR_ELECTRICITY, SECTOR_GAS, SECTOR_GOVERNMENT, SECTOR_MEDICAL, SECTOR_WATER,
    SECTOR_LOGISTICS, SECTOR_CHEMICAL, SECTOR_CREDIT, SECTOR_PETROLEUM, SECTOR_COUNT
};
enum standing { STANDING_NONE, STANDING_CLASS2, STANDING_CLASS1, STANDING_COUNT };
enum office { OFFICE_NONE, OFFICE_COORDINATOR, OFFICE_AFFAIRS, OFFICE_COUNT };
enum member_status { STATUS_ACTIVE, STATUS_RESTRICTED, STATUS_WITHDRAWN, STATUS_EXPELLED, STATUS_LAPSED, STATUS_COUNT };
enum foreign { FOREIGN_NONE, FOREIGN_PERSON, FOREIGN_GOVERNMENT, FOREIGN_BODY, FOREIGN_CONTROLLED, FOREIGN_COUNT };

/* Names as in the roster and the API.  *_name(): NULL for the NONE of a nullable field (category,
 * sector, office, foreign); "none" for STANDING_NONE.  *_parse(): 0, or -1. */
const char *member_kind_name(enum member_kind k);
const char *category_name(enum category c);
const char *sector_name(enum sector s);
const char *standing_name(enum standing s);
const char *office_name(enum office o);
const char *status_name(enum member_status s);
const char *foreign_name(enum foreign f);
int member_kind_parse(struct sv s, enum member_kind *out);
int category_parse(struct sv s, enum category *out);
int sector_parse(struct sv s, enum sector *out);
int standing_parse(struct sv s, enum standing *out);
int office_parse(struct sv s, enum office *out);
int status_parse(struct sv s, enum member_status *out);
int foreign_parse(struct sv s, enum foreign *out);

struct svs {
    struct sv *v;
    size_t n;
};

struct person {
    struct sv id, name, email;
    enum lang lang;
    int member;          /* -1: of a constituent (WHO-9) */
    int constituent;     /* -1: of a member */
    bool handler;        /* has a registration (WHO-2) */
    int32_t from, until; /* whole days in the Council's zone, both inclusive; DAY_NONE: open */
    bool standing_authority, approver, deputy;
    bool ended;          /* removed by its member: never served again */
};

struct member {
    struct sv id, name[LANG_COUNT];
    enum member_kind kind;
    enum category category;
    enum sector sector;
    bool association;
    enum standing standing;
    enum office office;
    struct svs aliases, domains, networks;
    enum foreign foreign;
    bool foreign_approved, mutual_aid, gsoc;
    int linked_via; /* its GSOC, or -1 */
    bool is_authority, investigates;
    uint32_t supervises_categories, supervises_sectors; /* bit (1u << enum) */
    bool refuse_secrets, early_warning, publish_name, chair;
    enum member_status status;
    int32_t joined;
    int same_body;                   /* or -1 */
    struct svs left;                 /* restricted: item ids and kinds left by the decision (ACC-5) */
    int *persons;                    /* persons of the member, in roster order */
    size_t npersons;
    int *linked;                     /* a GSOC's linked members */
    size_t nlinked;
    int *groups;                     /* groups that hold it */
    size_t ngroups;
    int *constituents;
    size_t nconstituents;
};

struct group {
    struct sv id, name[LANG_COUNT];
    int *members;
    size_t nmembers;
};

struct constituent {
    struct sv id, name, email;
    enum category category;
    int via; /* the intermediary member */
    int *persons;
    size_t npersons;
};

struct roster {
    int64_t version;
    struct sv name[LANG_COUNT], timezone;
    struct member *members;
    size_t nmembers;
    struct person *persons;
    size_t npersons;
    struct group *groups;
    size_t ngroups;
    struct constituent *constituents;
    size_t nconstituents;
    int coordinator, affairs; /* the first member of that office, or -1 */
    /* hash tables from id to index, open addressing, power of two; built by roster_index() */
    int *member_slots, *person_slots, *group_slots, *constituent_slots;
    size_t member_mask, person_mask, group_mask, constituent_mask;
};

/* Builds look-up tables and the derived lists (persons of a member, linked, groups of a member,
 * coordinator, affairs) from the arrays; call once when the arrays are filled. */
void roster_index(struct roster *r, struct arena *a);

int roster_member(const struct roster *r, struct sv id);      /* index or -1 */
int roster_person(const struct roster *r, struct sv id);
int roster_group(const struct roster *r, struct sv id);
int roster_constituent(const struct roster *r, struct sv id);

/* WHO-2: a registration that holds on TODAY. */
bool person_is_handler(const struct person *p, int32_t today);
/* WHO-12: not ended, and its member, or its non-member's intermediary, active or restricted. */
bool person_may_sign_in(const struct roster *r, int person);
/* The same, but a restriction cuts all that is served through its member (LEAVE-3). */
bool person_is_served(const struct roster *r, int person);
/* POST-5: at least one person of the member is a registered handler on TODAY (dates alone). */
bool member_has_handler(const struct roster *r, int member, int32_t today);
bool member_is_served(const struct member *m); /* active or restricted */
bool member_is_foreign_limited(const struct member *m); /* WHO-11: foreign and not approved */
/* Admitted member that holds no office: what class terms reach. */
bool member_is_classed(const struct member *m);

#endif
