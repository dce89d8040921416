/* Scopes: the words in which terms are stored, and what a term reaches.
 *
 * What it is not: the decision (policy.c), the relation of derivations (within.c), or JSON
 * (scope_json.c).  Called by those, and by domain/ to load and store scopes. */
#include <stdlib.h>

#include "rules/scope.h"

#define REACH_MAX 4096
#define TERMS_TEXT_MAX (SCOPE_MAX_TERMS * 80)

/* --- stored words -------------------------------------------------------------------------- */

/* Words that are whole terms. */
static const struct plain_word {
    const char *word;
    enum term_kind kind;
    int value;
} PLAIN[] = {
    {"all", TERM_ALL, 0},
    {"unspecified", TERM_UNSPECIFIED, 0},
    {"coord", TERM_COORDINATOR, 0},
    {"auth", TERM_AUTHORITIES, 0},
    {"std:class1", TERM_STANDING, STANDING_CLASS1},
    {"std:taskforce", TERM_STANDING, STANDING_CLASS2},
};

/* Prefixes of words that name something of the roster. */
static const struct named_word {
    const char *prefix;
    enum term_kind kind;
    int (*find)(const struct roster *r, struct sv id);
} NAMED[] = {
    {"grp:", TERM_GROUP, roster_group},
    {"mem:", TERM_MEMBER, roster_member},
    {"per:", TERM_PERSON, roster_person},
    {"con:", TERM_CONSTITUENT, roster_constituent},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct sv term_text(struct arena *a, const struct term *t)
{
    for (size_t i = 0; i < COUNT(PLAIN); i++)
        if (PLAIN[i].kind == t->kind && PLAIN[i].value == t->value)
            return sv_of(PLAIN[i].word);
    for (size_t i = 0; i < COUNT(NAMED); i++)
        if (NAMED[i].kind == t->kind)
            return sv_join(a, sv_of(NAMED[i].prefix), t->id);
    if (t->kind == TERM_CATEGORY)
        return sv_fmt(a, "cat:%s", category_name((enum category)t->value));
    return sv_fmt(a, "sec:%s", sector_name((enum sector)t->value));
}

int term_named_member(const struct roster *r, const struct term *t)
{
    if (t->value < 0)
        return -1;
    if (t->kind == TERM_MEMBER)
        return t->value;
    return t->kind == TERM_PERSON ? r->persons[t->value].member : -1;
}

void term_settle(const struct roster *r, struct term *t)
{
    int member = term_named_member(r, t);
    if (member >= 0 && r->members[member].office == OFFICE_COORDINATOR)
        *t = (struct term){.kind = TERM_COORDINATOR};
}

/* Starts WORD with PREFIX, and goes on?  *REST_OUT is how. */
static bool word_after(struct sv word, const char *prefix, struct sv *rest_out)
{
    struct sv p = sv_of(prefix);
    if (!sv_starts(word, p) || word.n == p.n)
        return false;
    *rest_out = (struct sv){word.p + p.n, word.n - p.n};
    return true;
}

static bool plain_parse(struct sv word, struct term *out)
{
    for (size_t i = 0; i < COUNT(PLAIN); i++)
        if (sv_is(word, PLAIN[i].word)) {
            *out = (struct term){.kind = PLAIN[i].kind, .value = PLAIN[i].value};
            return true;
        }
    return false;
}

static bool named_parse(const struct roster *r, struct sv word, struct term *out)
{
    struct sv id;
    for (size_t i = 0; i < COUNT(NAMED); i++)
        if (word_after(word, NAMED[i].prefix, &id)) {
            *out = (struct term){NAMED[i].kind, NAMED[i].find(r, id), id};
            term_settle(r, out);
            return true;
        }
    return false;
}

static bool listed_parse(struct sv word, struct term *out)
{
    struct sv name;
    enum category category;
    enum sector sector;
    if (word_after(word, "cat:", &name) && category_parse(name, &category) == 0)
        *out = (struct term){.kind = TERM_CATEGORY, .value = (int)category};
    else if (word_after(word, "sec:", &name) && sector_parse(name, &sector) == 0)
        *out = (struct term){.kind = TERM_SECTOR, .value = (int)sector};
    else
        return false;
    return true;
}

int term_parse(const struct roster *r, struct sv word, struct term *out)
{
    return plain_parse(word, out) || named_parse(r, word, out) || listed_parse(word, out) ? 0 : -1;
}

static size_t words_count(struct sv words)
{
    struct sv word;
    size_t n = 0;
    while (n < SCOPE_MAX_TERMS && sv_word(&words, &word))
        n++;
    return n;
}

/* A word that is no term becomes OTHERWISE. */
static struct term *terms_parse(struct arena *a, const struct roster *r, struct sv words,
                                struct term otherwise, size_t *n_out)
{
    size_t n = words_count(words);
    struct term *terms = ARENA_ARRAY(a, struct term, n);
    struct sv word;
    for (size_t i = 0; i < n; i++) {
        sv_word(&words, &word);
        if (term_parse(r, word, &terms[i]) != 0)
            terms[i] = otherwise;
    }
    *n_out = n;
    return terms;
}

void scope_parse(struct arena *a, const struct roster *r, struct sv include, struct sv exclude,
                 int64_t as_of_at, struct scope *out)
{
    const struct term nobody = {.kind = TERM_MEMBER, .value = -1}, everybody = {.kind = TERM_ALL};
    out->include = terms_parse(a, r, include, nobody, &out->ninclude);
    out->exclude = terms_parse(a, r, exclude, everybody, &out->nexclude);
    out->as_of_at = as_of_at;
    out->as_of = as_of_at == TIME_NONE ? DAY_NONE : time_day(as_of_at);
}

static struct sv terms_text(struct arena *a, const struct term *terms, size_t n)
{
    struct str s;
    str_init(&s, a, TERMS_TEXT_MAX);
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            str_addc(&s, ' ');
        str_add(&s, term_text(a, &terms[i]));
    }
    return str_sv(&s);
}

struct sv scope_include_text(struct arena *a, const struct scope *s)
{
    return terms_text(a, s->include, s->ninclude);
}

struct sv scope_exclude_text(struct arena *a, const struct scope *s)
{
    return terms_text(a, s->exclude, s->nexclude);
}

/* --- questions about a scope --------------------------------------------------------------- */

static bool includes_kind(const struct scope *s, enum term_kind kind)
{
    for (size_t i = 0; i < s->ninclude; i++)
        if (s->include[i].kind == kind)
            return true;
    return false;
}

bool scope_is_unspecified(const struct scope *s)
{
    return includes_kind(s, TERM_UNSPECIFIED);
}

bool scope_has_standing(const struct scope *s)
{
    return includes_kind(s, TERM_STANDING);
}

bool scope_beyond_taskforce(const struct scope *s)
{
    for (size_t i = 0; i < s->ninclude; i++)
        if (s->include[i].kind != TERM_STANDING && s->include[i].kind != TERM_COORDINATOR)
            return true;
    return false;
}

/* --- reach --------------------------------------------------------------------------------- */

bool term_is_class(const struct term *t)
{
    return t->kind == TERM_ALL || t->kind == TERM_UNSPECIFIED || t->kind == TERM_STANDING ||
           t->kind == TERM_CATEGORY || t->kind == TERM_SECTOR || t->kind == TERM_GROUP;
}

static bool in_group(const struct member *m, int group)
{
    for (size_t i = 0; i < m->ngroups; i++)
        if (m->groups[i] == group)
            return true;
    return false;
}

/* Joined by AS_OF; a day that is not known is not before any other. */
static bool joined_by(const struct member *m, int32_t as_of)
{
    return as_of == DAY_NONE || (m->joined != DAY_NONE && m->joined <= as_of);
}

/* Standing counts only while it is not suspended (WHO-11). */
static bool has_standing(const struct member *m, enum standing least)
{
    return m->standing >= least && !member_is_foreign_limited(m);
}

static bool class_reaches(const struct term *t, const struct member *m)
{
    switch (t->kind) {
    case TERM_ALL:
    case TERM_UNSPECIFIED:
        return true;
    case TERM_STANDING:
        return has_standing(m, (enum standing)t->value);
    case TERM_CATEGORY:
        return (int)m->category == t->value;
    case TERM_SECTOR:
        return (int)m->sector == t->value;
    case TERM_GROUP:
        return in_group(m, t->value);
    default:
        return false;
    }
}

bool term_reaches_steering(const struct roster *r, const struct term *t, int member, int32_t as_of)
{
    const struct member *m = &r->members[member];
    return (t->kind == TERM_ALL || t->kind == TERM_UNSPECIFIED) && m->kind == MEMBER_STEERING &&
           m->office == OFFICE_NONE && m->early_warning && joined_by(m, as_of);
}

bool term_reaches_member(const struct roster *r, const struct term *t, int member, int32_t as_of,
                         bool early_warning)
{
    const struct member *m = &r->members[member];
    if (t->kind == TERM_MEMBER)
        return t->value == member;
    if (t->kind == TERM_COORDINATOR)
        return m->office == OFFICE_COORDINATOR;
    if (early_warning && term_reaches_steering(r, t, member, as_of))
        return true;
    return member_is_classed(m) && joined_by(m, as_of) && class_reaches(t, m);
}

bool term_reaches_person(const struct roster *r, const struct term *t, int person, int32_t as_of,
                         bool early_warning)
{
    if (t->kind == TERM_PERSON)
        return t->value == person;
    int member = r->persons[person].member;
    return member >= 0 && term_reaches_member(r, t, member, as_of, early_warning);
}

/* Does M supervise SUBJECT?  A subject that is not known may be anything. */
static bool supervises(const struct roster *r, const struct member *m, int subject)
{
    if (subject < 0)
        return m->supervises_categories != 0 || m->supervises_sectors != 0;
    const struct member *s = &r->members[subject];
    return (m->supervises_categories >> s->category & 1u) != 0 ||
           (m->supervises_sectors >> s->sector & 1u) != 0;
}

static bool authority_over(const struct roster *r, const struct member *m, const int *subjects,
                           size_t n)
{
    if (!m->is_authority)
        return false;
    if (m->investigates)
        return true;
    for (size_t i = 0; i < n; i++)
        if (supervises(r, m, subjects[i]))
            return true;
    return false;
}

/* A term that cannot exclude excludes everybody: what is not understood opens nothing. */
static bool term_excludes(const struct roster *r, const struct term *t, const int *subjects,
                          size_t n, int member)
{
    const struct member *m = &r->members[member];
    switch (t->kind) {
    case TERM_AUTHORITIES:
        return authority_over(r, m, subjects, n);
    case TERM_MEMBER:
        return t->value == member;
    case TERM_CATEGORY:
        return (int)m->category == t->value;
    case TERM_SECTOR:
        return (int)m->sector == t->value;
    case TERM_COORDINATOR:
        return m->office == OFFICE_COORDINATOR;
    default:
        return true;
    }
}

bool scope_excludes_member(const struct roster *r, const struct scope *s, const int *subjects,
                           size_t n, int member)
{
    for (size_t i = 0; i < s->nexclude; i++)
        if (term_excludes(r, &s->exclude[i], subjects, n, member))
            return true;
    return false;
}

/* --- words for the index ------------------------------------------------------------------- */

struct words {
    struct arena *a;
    struct sv *v;
    size_t n, max;
};

static void words_add(struct words *w, struct sv word)
{
    if (w->n < w->max)
        w->v[w->n++] = word;
}

/* A member needs a dozen words beside those of its groups; a GSOC those of its linked members, too.
 */
static size_t words_room(const struct member *m)
{
    if (!m)
        return 2;
    return m->gsoc ? REACH_MAX : 16 + m->ngroups;
}

static void words_class(struct words *w, const struct roster *r, const struct member *m)
{
    if (!member_is_classed(m))
        return;
    words_add(w, SV("all"));
    words_add(w, SV("unspecified"));
    if (m->standing >= STANDING_CLASS2)
        words_add(w, SV("std:taskforce"));
    if (m->standing >= STANDING_CLASS1)
        words_add(w, SV("std:class1"));
    if (m->category != CAT_NONE)
        words_add(w, sv_fmt(w->a, "cat:%s", category_name(m->category)));
    if (m->sector != SECTOR_NONE)
        words_add(w, sv_fmt(w->a, "sec:%s", sector_name(m->sector)));
    for (size_t i = 0; i < m->ngroups; i++)
        words_add(w, sv_join(w->a, SV("grp:"), r->groups[m->groups[i]].id));
}

static void words_member(struct words *w, const struct roster *r, const struct member *m)
{
    words_class(w, r, m);
    words_add(w, sv_join(w->a, SV("mem:"), m->id));
}

/* What reaches a linked member reaches its GSOC, its persons' names too (POST-9). */
static void words_linked(struct words *w, const struct roster *r, const struct member *gsoc)
{
    for (size_t i = 0; gsoc->gsoc && i < gsoc->nlinked; i++) {
        const struct member *m = &r->members[gsoc->linked[i]];
        if (!member_is_served(m))
            continue;
        words_member(w, r, m);
        for (size_t k = 0; k < m->npersons; k++)
            words_add(w, sv_join(w->a, SV("per:"), r->persons[m->persons[k]].id));
    }
}

static int word_cmp(const void *x, const void *y)
{
    const struct sv *a = (const struct sv *)x, *b = (const struct sv *)y;
    return sv_cmp(*a, *b);
}

static size_t words_unique(struct words *w)
{
    qsort(w->v, w->n, sizeof *w->v, word_cmp);
    size_t kept = 0;
    for (size_t i = 0; i < w->n; i++)
        if (i == 0 || !sv_eq(w->v[kept - 1], w->v[i]))
            w->v[kept++] = w->v[i];
    return kept;
}

static void words_own(struct words *w, const struct roster *r, const struct person *p)
{
    const struct member *m = &r->members[p->member];
    words_add(w, sv_join(w->a, SV("per:"), p->id));
    words_add(w, sv_join(w->a, SV("min:"), p->id));
    words_add(w, sv_join(w->a, SV("own:"), m->id));
    if (m->kind == MEMBER_STEERING && m->early_warning)
        words_add(w, SV("ew"));
    words_member(w, r, m);
    words_linked(w, r, m);
}

/* Of a person that no member registered: what names it, and what its constituent was added to. */
static void words_outsider(struct words *w, const struct roster *r, const struct person *p)
{
    words_add(w, sv_join(w->a, SV("per:"), p->id));
    if (p->constituent >= 0)
        words_add(w, sv_join(w->a, SV("con:"), r->constituents[p->constituent].id));
}

size_t person_reach_words(struct arena *a, const struct roster *r, int person, struct sv **out)
{
    const struct person *p = &r->persons[person];
    const struct member *m = p->member >= 0 ? &r->members[p->member] : NULL;
    size_t max = words_room(m);
    struct words w = {.a = a, .v = ARENA_ARRAY(a, struct sv, max), .max = max};
    *out = w.v;
    if (m && m->office == OFFICE_COORDINATOR) {
        words_add(&w, SV("coord"));
        words_add(&w, sv_join(a, SV("own:"), m->id)); /* what its own approvers still have to look at */
    } else if (m) {
        words_own(&w, r, p);
    } else {
        words_outsider(&w, r, p);
    }
    return words_unique(&w);
}
