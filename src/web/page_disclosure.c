/* Who could read an item and who did (USE-3): person by person, and the time line. */
#include "web/page_disclosure.h"

#include <string.h>

#include "domain/feedback.h"
#include "web/page_items.h"
#include "web/words.h"

#define PAGE_PERSONS 100

/* ---- person by person ---- */

/* What one person was shown, by the index of the roster. */
struct met {
    int64_t told, read, taken; /* first times; TIME_NONE: never */
    struct sv rule;            /* the latest */
};

struct reader {
    struct sv person, member, owner, rule;
    const struct met *met;
    bool then; /* by that rule when it was shown: not in the list of those who may */
};

enum which { WHICH_ALL, WHICH_READ, WHICH_UNREAD, WHICH_COUNT };
static const char *const which_names[WHICH_COUNT] = {"", "read", "unread"};

struct readers {
    struct reader *v;
    size_t n, members, count[WHICH_COUNT];
};

static void note(int64_t *first, int64_t at)
{
    if (*first == TIME_NONE)
        *first = at;
}

static struct met *met_of(struct ctx *c, const struct disclosure *d)
{
    struct met *v = ARENA_ARRAY(c->a, struct met, c->roster->npersons + 1);

    for (size_t i = 0; i < c->roster->npersons; i++)
        v[i] = (struct met){TIME_NONE, TIME_NONE, TIME_NONE, SV_NONE};
    for (size_t i = 0; i < d->ndid; i++) {
        const struct disclosure_line *line = d->did[i];
        int p = line->person.p ? roster_person(c->roster, line->person) : -1;
        if (p < 0)
            continue;
        bool read = sv_is(line->act, "read"), taken = sv_is(line->act, "downloaded");
        note(read ? &v[p].read : taken ? &v[p].taken : &v[p].told, line->at);
        v[p].rule = line->rule;
    }
    return v;
}

static bool is_of(const struct reader *x, enum which which)
{
    bool read = x->met->read != TIME_NONE || x->met->taken != TIME_NONE;

    return which == WHICH_ALL || read == (which == WHICH_READ);
}

static void add_reader(struct readers *all, struct reader x)
{
    if (all->n == 0 || !sv_eq(all->v[all->n - 1].owner, x.owner))
        all->members++;
    all->v[all->n++] = x;
    for (int w = 0; w < WHICH_COUNT; w++)
        all->count[w] += is_of(&x, (enum which)w);
}

static struct sv owner_of(const struct roster *r, const struct person *p)
{
    return p->member >= 0        ? r->members[p->member].id
           : p->constituent >= 0 ? r->constituents[p->constituent].id
                                 : SV("");
}

/* Those who may read, then those who were shown it and are not among them. */
static void find_readers(struct ctx *c, const struct disclosure *d, struct readers *all)
{
    const struct roster *r = c->roster;
    struct met *met = met_of(c, d);
    bool *may = ARENA_ARRAY(c->a, bool, r->npersons + 1);

    memset(all, 0, sizeof *all);
    all->v = ARENA_ARRAY(c->a, struct reader, r->npersons + 1);
    for (size_t i = 0; i < d->ncould; i++) {
        const struct disclosure_reader *x = &d->could[i];
        int p = roster_person(r, x->person);
        may[p] = true;
        add_reader(all,
                   (struct reader){x->person, x->member, x->owner, sv_of(x->rule), &met[p], false});
    }
    for (size_t p = 0; p < r->npersons; p++) {
        const struct person *x = &r->persons[p];
        if (may[p] || !met[p].rule.p)
            continue;
        struct sv member = x->member >= 0 ? r->members[x->member].id : SV_NONE;
        add_reader(all, (struct reader){x->id, member, owner_of(r, x), met[p].rule, &met[p], true});
    }
}

static struct tpl_may_read row_of(const struct reader *x)
{
    return (struct tpl_may_read){x->person,    x->rule,      x->then,
                                 x->met->told, x->met->read, x->met->taken};
}

/* A member by its name; a non-member by its own, with the member that serves it. */
static struct sv owner_words(struct ctx *c, const struct reader *x)
{
    int i = roster_constituent(c->roster, x->owner);

    if (i < 0)
        return disclosure_member(c, x->member);
    const struct constituent *is = &c->roster->constituents[i];
    return sv_fmt(c->a, "%.*s (%.*s)", SV_FMT(is->name), SV_FMT(words_of_member(c, is->via)));
}

static enum msg answer_of(const struct feedback_view *f, struct sv member)
{
    for (size_t i = 0; i < f->nanswers; i++)
        if (f->answers[i].member.p && sv_eq(f->answers[i].member, member))
            return word_answer(f->answers[i].answer);
    return MSG_NONE;
}

static struct tpl_may_read_of owner_row(struct ctx *c, const struct feedback_view *f,
                                        const struct reader *x, const struct tpl_may_read *rows)
{
    return (struct tpl_may_read_of){owner_words(c, x), answer_of(f, x->owner), rows, 0};
}

/* At most PAGE_PERSONS of them, from number FROM of those of WHICH on. */
static void put_readers(struct request *r, const struct readers *all, enum which which, size_t from,
                        const struct feedback_view *f, struct tpl_disclosure *t)
{
    struct ctx *c = r->c;
    struct tpl_may_read *rows = ARENA_ARRAY(c->a, struct tpl_may_read, PAGE_PERSONS);
    struct tpl_may_read_of *owners = ARENA_ARRAY(c->a, struct tpl_may_read_of, PAGE_PERSONS);
    struct sv owner = SV_NONE;
    size_t n = 0, at = 0;

    for (size_t i = 0; i < all->n && n < PAGE_PERSONS; i++) {
        const struct reader *x = &all->v[i];
        if (!is_of(x, which) || at++ < from)
            continue;
        rows[n] = row_of(x);
        if (!owner.p || !sv_eq(owner, x->owner))
            owners[t->nreaders++] = owner_row(c, f, x, &rows[n]);
        owners[t->nreaders - 1].npersons++;
        owner = x->owner;
        n++;
    }
    t->readers = owners;
    if (from + n < all->count[which])
        t->more_readers = page_query_with(r, "from", sv_fmt(c->a, "%zu", from + n));
}

/* ---- the page ---- */

static int which_read(struct request *r, enum which *out)
{
    struct sv said = page_query(r, "who");

    *out = WHICH_ALL;
    for (int w = 1; said.p && w < WHICH_COUNT; w++)
        if (sv_is(said, which_names[w]))
            *out = (enum which)w;
    return said.p && *out == WHICH_ALL
               ? fail(&r->c->errs, E_MALFORMED, NULL, MSG_FORM_BAD_VALUE, ARGS(SV("read, unread")))
               : 0;
}

static void put_which(struct request *r, const struct readers *all, enum which now,
                      struct tpl_disclosure *t)
{
    static const enum msg words[] = {MSG_DISCLOSURE_ALL, MSG_DISCLOSURE_HAVE_READ,
                                     MSG_DISCLOSURE_NOT_READ};
    struct tpl_which *v = ARENA_ARRAY(r->c->a, struct tpl_which, WHICH_COUNT);

    for (int w = 0; w < WHICH_COUNT; w++) {
        struct sv href = w ? sv_fmt(r->c->a, "?who=%s", which_names[w]) : SV("?");
        v[w] = (struct tpl_which){href, words[w], (int64_t)all->count[w], w == (int)now};
    }
    t->which = v;
    t->nwhich = WHICH_COUNT;
    t->persons = (int64_t)all->n;
    t->members = (int64_t)all->members;
}

static int fill(struct request *r, const struct disclosure *d, const struct feedback_view *f,
                struct tpl_disclosure *t)
{
    struct readers all;
    enum which which;
    size_t from;

    if (which_read(r, &which) || disclosure_place(r, "from", &from))
        return -1;
    find_readers(r->c, d, &all);
    put_which(r, &all, which, t);
    put_readers(r, &all, which, from, f, t);
    return time_line_fill(r, d, t);
}

int page_disclosure(struct request *r)
{
    struct tpl_disclosure t = {.id = r->param[0]};
    struct ctx *c = r->c;
    struct feedback_view feedback;
    struct disclosure d;
    struct item_view v;
    struct page p;

    page_begin(&p, r, "items");
    if (item_get(c, r->param[0], &v) || feedback_read(c, r->param[0], &feedback) ||
        disclosure_read(c, r->param[0], false, &d) || fill(r, &d, &feedback, &t))
        return -1;
    t.title = v.title;
    t.as_of = c->now;
    tpl_disclosure(&p.h, &t);
    return page_end_msg(&p, MSG_WHO_READ_IT);
}
