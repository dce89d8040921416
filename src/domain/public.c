/* What anybody may see: see public.h. */
#include "domain/public.h"

#include "domain/item_private.h"
#include "domain/page.h"

static bool is_published(const struct ctx *c, size_t i, const void *arg)
{
    const struct member *m = &c->roster->members[i];

    (void)arg;
    return m->publish_name && member_is_served(m);
}

int public_members(struct ctx *c, int limit, struct sv cursor, int **out, size_t *n_out,
                   struct sv *next_out)
{
    struct page p = {.of = "public",
                     .n = c->roster->nmembers,
                     .shown = is_published,
                     .limit = limit,
                     .cursor = cursor};

    return page_read(c, &p, out, n_out, next_out);
}

int public_parameters(struct ctx *c, struct parameter_view **out, size_t *n_out)
{
    struct parameter_all_row *rows;

    if (db_parameter_all(c->db, c->a, c->today, &rows, n_out))
        return store_failed(c);
    *out = ARENA_ARRAY(c->a, struct parameter_view, *n_out + 1);
    for (size_t i = 0; i < *n_out; i++)
        (*out)[i] = (struct parameter_view){
            rows[i].name, rows[i].value, sv_ends(rows[i].name, SV("_until")),
            rows[i].from_day ? (int32_t)rows[i].from_day : DAY_NONE};
    return 0;
}
