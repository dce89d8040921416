/* What consents, additions and minimal accesses share: see sharing.h. */
#include "domain/sharing.h"

#include <string.h>

struct term *terms_and(struct ctx *c, const struct scope *s, struct sv words, size_t *n_out)
{
    struct term *v = ARENA_ARRAY(c->a, struct term, s->ninclude + words.n + 1);
    size_t n = s->ninclude;
    struct sv word;

    if (n)
        memcpy(v, s->include, n * sizeof *v);
    while (sv_word(&words, &word))
        if (!term_parse(c->roster, word, &v[n]))
            n++;
    *n_out = n;
    return v;
}

int item_must_be_out(struct ctx *c, const struct item *it)
{
    if (it->facts.state == STATE_PUBLISHED)
        return 0;
    if (it->facts.state == STATE_RETRACTED)
        return fail(&c->errs, E_CONFLICT, "POST-13", MSG_ITEM_RETRACTED, NO_ARGS);
    return fail(&c->errs, E_CONFLICT, "WHO-3", MSG_ITEM_NOT_OUT, NO_ARGS);
}

int item_regrant(struct ctx *c, struct item *it)
{
    if (search_take(c, it)) /* by the facts as they were */
        return -1;
    if (db_item_set_grants(c->db, it->row.id) != 1)
        return store_failed(c);
    it->row.grants = 1;
    return item_facts_load(c, it) || search_put(c, it) || ctx_raise_epoch(c) ? -1 : 0;
}
