/* What may be posted: the refusals of rules.md section 12, without text (masking is domain/mask).
 * Pure.  All refusals are found, each with its rule and pointer. */
#ifndef NOROSHI_POST_H
#define NOROSHI_POST_H

#include "base/err.h"
#include "base/json.h"
#include "rules/policy.h"

/* Of the item to be derived, any number of steps up.  Direct ones come in the order of derived_from;
 * what stands above one that is not readable (or does not exist) is not listed. */
struct ancestor {
    int provider;           /* member index */
    bool secret;
    bool readable;          /* by the poster (direct sources only; false refuses as not existing) */
    bool direct;
    struct sv id;
    struct scope scope;
    bool consented;         /* its provider agreed to this scope in advance (onward) */
    const struct grant *grants; /* of the ancestor; its consents widen what may derive (CON-1) */
    size_t ngrants;
};

struct post {
    int person;
    enum item_kind kind;
    const json *secret;     /* as stated: JSON_IS_ABSENT or bool */
    const json *secret_parts;
    const json *scope;      /* as stated */
    struct sv tlp;          /* or SV_NONE */
    bool direct_reason;     /* stated and not blank */
    int on_behalf_of;       /* member index, -1 not stated, -2 stated and unknown */
    bool origin;            /* outside source (coordinator) */
    const struct ancestor *ancestors;
    size_t nancestors;
    int32_t today;
    int64_t now, expires_at; /* expires_at: TIME_NONE if not stated */
};

/* 403 of a post: 0 allowed; -1 with E_FORBIDDEN and its one rule (order of shapes.md "Errors"). */
int post_forbidden(const struct roster *r, const struct post *p, struct errs *e);

/* Form errors (E_MALFORMED) of a scope as stated: wrong types, unknown fields, too many terms.
 * Called before any rule is looked at.  0, or -1. */
int scope_form(struct arena *a, const json *j, struct sv prefix, struct errs *e);

/* Parses the scope as stated in JSON ("unspecified", or include/exclude/members_as_of) and adds
 * refusals (POST-2, ACC-6) with pointers below PREFIX ("/scope").  *OUT is filled as far as it can be
 * understood (a term that is not understood keeps its place and reaches nobody); returns 0, or -1 when
 * something was refused.  Ids are slices of J. */
int scope_from_json(struct arena *a, const struct roster *r, const json *j, struct sv prefix,
                    struct scope *out, struct errs *e);
/* One term that may be included, likewise. */
int term_from_json(struct arena *a, const struct roster *r, const json *j, struct sv pointer,
                   struct term *out, struct errs *e);
/* The scope as JSON: the string "unspecified" or the object, terms as in rules.md. */
struct sv scope_json(struct arena *a, const struct roster *r, const struct scope *s);
/* One term as JSON. */
struct sv term_json(struct arena *a, const struct roster *r, const struct term *t);

/* All 422 refusals of a post (POST-1, -2, -4, -5, -6, -7, -16, ACC-2, ACC-6) into E; *SCOPE_OUT as
 * understood.  0 or -1. */
int post_refusals(struct arena *a, const struct roster *r, const struct post *p,
                  struct scope *scope_out, struct errs *e);

/* POST-5, -6, -7, -16, -2 for a scope that is set later (narrowing, widening). */
int scope_refusals(struct arena *a, const struct roster *r, const struct post *p,
                   const struct scope *scope, bool secret, struct errs *e);

/* State in which the item starts: STATE_PUBLISHED, or STATE_AWAITING_APPROVAL (WHO-3). */
enum item_state post_state(const struct roster *r, const struct post *p);

#endif
