/* Pages: see page.h. */
#include "domain/page.h"

#include "domain/app.h"

/* A public list has cursors too, bound to nobody. */
static struct sv reader(const struct ctx *c)
{
    return c->person < 0 ? SV("") : c->roster->persons[c->person].id;
}

static int cursor_read(struct ctx *c, struct sv purpose, struct sv cursor, int64_t *out)
{
    if (!cursor.p || !app_opaque_read(c->app, reader(c), purpose, cursor, out))
        return 0;
    return errs_add(&c->errs, E_MALFORMED, SV("cursor"), NULL, MSG_CURSOR_REFUSED, NO_ARGS);
}

int page_read(struct ctx *c, const struct page *p, int **out, size_t *n_out, struct sv *next_out)
{
    struct sv purpose = sv_fmt(c->a, "page:%s:%.*s", p->of, SV_FMT(p->part));
    int64_t last = -1;

    *n_out = 0;
    *next_out = SV_NONE;
    if (cursor_read(c, purpose, p->cursor, &last))
        return -1;
    *out = ARENA_ARRAY(c->a, int, (size_t)p->limit);
    for (size_t i = (size_t)(last + 1); i < p->n; i++) {
        if (!p->shown(c, i, p->arg))
            continue;
        if (*n_out == (size_t)p->limit) {
            *next_out = app_opaque(c->app, c->a, reader(c), purpose, (*out)[*n_out - 1]);
            return 0;
        }
        (*out)[(*n_out)++] = (int)i;
    }
    return 0;
}

int page_below(struct ctx *c, const char *of, struct sv cursor, int64_t *below_out)
{
    *below_out = INT64_MAX;
    return cursor_read(c, sv_fmt(c->a, "below:%s", of), cursor, below_out);
}

struct sv page_next(struct ctx *c, const char *of, int64_t last)
{
    return app_opaque(c->app, c->a, reader(c), sv_fmt(c->a, "below:%s", of), last);
}
