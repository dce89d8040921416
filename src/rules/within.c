/* POST-4: does one scope stay within another?  Terms alone decide, so that the answer holds for all
 * readers to come.  Called by post.c, and by domain/ for narrowing and widening. */
#include "rules/scope.h"

static bool term_same(const struct term *x, const struct term *y)
{
    return x->kind == y->kind && x->value == y->value && (x->value >= 0 || sv_eq(x->id, y->id));
}

/* Reaches D admitted members only, now and always? */
static bool admitted_only(const struct roster *r, const struct term *d)
{
    if (d->kind == TERM_UNSPECIFIED)
        return false;
    if (term_is_class(d))
        return true;
    int member = term_named_member(r, d);
    return member >= 0 && member_is_classed(&r->members[member]);
}

/* `all` and `unspecified` imply what reaches admitted members only; AS_OF limits those named. */
static bool implied_by_everyone(const struct roster *r, const struct term *d, int32_t as_of)
{
    if (!admitted_only(r, d))
        return false;
    int member = term_named_member(r, d);
    if (member < 0 || as_of == DAY_NONE)
        return true;
    return r->members[member].joined != DAY_NONE && r->members[member].joined <= as_of;
}

static bool implied(const struct roster *r, const struct term *d, const struct term *a,
                    int32_t as_of)
{
    if (term_same(d, a) || d->kind == TERM_COORDINATOR)
        return true;
    switch (a->kind) {
    case TERM_ALL:
    case TERM_UNSPECIFIED:
        return implied_by_everyone(r, d, as_of);
    case TERM_STANDING:
        return d->kind == TERM_STANDING && a->value == STANDING_CLASS2;
    case TERM_CATEGORY:
        return d->kind == TERM_SECTOR && a->value == CAT_CRITICAL_INFRASTRUCTURE;
    case TERM_MEMBER:
        return d->kind == TERM_PERSON && a->value >= 0 && term_named_member(r, d) == a->value;
    default:
        return false;
    }
}

/* Exclusion A is met by exclusion D. */
static bool exclusion_met(const struct term *a, const struct term *d)
{
    return term_same(a, d) || (a->kind == TERM_SECTOR && d->kind == TERM_CATEGORY &&
                               d->value == CAT_CRITICAL_INFRASTRUCTURE);
}

static bool includes_within(const struct roster *r, const struct scope *d, const struct scope *a)
{
    for (size_t i = 0; i < d->ninclude; i++) {
        bool found = false;
        for (size_t k = 0; !found && k < a->ninclude; k++)
            found = implied(r, &d->include[i], &a->include[k], a->as_of);
        if (!found)
            return false;
    }
    return true;
}

static bool excludes_kept(const struct scope *d, const struct scope *a)
{
    for (size_t i = 0; i < a->nexclude; i++) {
        bool found = false;
        for (size_t k = 0; !found && k < d->nexclude; k++)
            found = exclusion_met(&a->exclude[i], &d->exclude[k]);
        if (!found)
            return false;
    }
    return true;
}

/* A's day is kept, or made earlier, wherever D has class terms. */
static bool as_of_kept(const struct scope *d, const struct scope *a)
{
    if (a->as_of == DAY_NONE || (d->as_of != DAY_NONE && d->as_of <= a->as_of))
        return true;
    for (size_t i = 0; i < d->ninclude; i++)
        if (term_is_class(&d->include[i]))
            return false;
    return true;
}

bool scope_within(const struct roster *r, const struct scope *d, const struct scope *a)
{
    return includes_within(r, d, a) && excludes_kept(d, a) && as_of_kept(d, a);
}
