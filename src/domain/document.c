/* Documents that a person accepts before the portal serves it (JOIN-9, SEC-1, SEC-2).
 *
 * Their versions in force are numbers of the rulebook ("terms_version", …), so that an amendment is
 * a decision with a day from which it holds. */
#include <string.h>

#include "domain/session_private.h"

static const struct {
    const char *name, *rule, *parameter;
    bool handlers; /* concerns who holds or held a registration */
} documents[DOCUMENTS_MAX] = {
    {"rulebook", "JOIN-9", "rulebook_version", false},
    {"terms", "JOIN-9", "terms_version", false},
    {"information_regulation", "SEC-2", "information_regulation_version", false},
    {"secrecy", "SEC-1", "secrecy_version", true},
};

static int64_t accepted_at(const struct acceptance_of_row *rows, size_t n, const struct document *d)
{
    for (size_t i = 0; i < n; i++)
        if (sv_is(rows[i].document, d->name) && rows[i].version == d->version)
            return rows[i].at;
    return TIME_NONE;
}

int document_list(struct ctx *c, struct document out[DOCUMENTS_MAX], size_t *n_out)
{
    const struct person *p = &c->roster->persons[c->person];
    struct acceptance_of_row *rows;
    size_t n;

    *n_out = 0;
    if (db_acceptance_of(c->db, c->a, p->id, &rows, &n))
        return store_failed(c);
    for (size_t i = 0; i < DOCUMENTS_MAX; i++) {
        if (documents[i].handlers && !p->handler)
            continue;
        struct document *d = &out[(*n_out)++];
        *d = (struct document){documents[i].name, documents[i].rule,
                               parameter(c, documents[i].parameter, 1), 0};
        d->accepted_at = accepted_at(rows, n, d);
    }
    return 0;
}

int documents_accepted(struct ctx *c)
{
    struct document d[DOCUMENTS_MAX];
    size_t n;

    if (document_list(c, d, &n))
        return -1;
    for (size_t i = 0; i < n; i++)
        if (d[i].accepted_at == TIME_NONE)
            return 0;
    return 1;
}

int document_accept(struct ctx *c, struct sv name, int64_t version)
{
    struct document d[DOCUMENTS_MAX];
    size_t n, i = 0;

    if (c->session && c->session->lacks & LACKS_SECOND_FACTOR)
        return fail(&c->errs, E_FORBIDDEN, "AUTH-1", MSG_SECOND_FACTOR_FIRST, NO_ARGS);
    if (document_list(c, d, &n))
        return -1;
    while (i < n && !sv_is(name, d[i].name))
        i++;
    if (i == n || d[i].version != version)
        return fail(&c->errs, E_REFUSED, "JOIN-9", MSG_DOCUMENT_NOT_IN_FORCE, ARGS(name));
    if (db_acceptance_insert(c->db, c->roster->persons[c->person].id, name, version, c->now) < 0)
        return store_failed(c);
    record_act(c, "document.accept");
    record_fact(c, "document", name);
    record_fact(c, "version", sv_fmt(c->a, "%lld", (long long)version));
    int all = documents_accepted(c);
    if (all < 0)
        return -1;
    return all && c->session && db_session_accept(c->db, c->session->id) < 0 ? store_failed(c) : 0;
}
