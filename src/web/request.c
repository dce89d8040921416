/* What a handler asks of its request, and adds to its answer: see serve.h. */
#include "web/serve.h"

struct sv request_query(struct request *r, const char *name)
{
    struct sv key, value;

    for (size_t i = 0; http_query(r->x, i, &key, &value); i++)
        if (sv_is(key, name))
            return value;
    return SV_NONE;
}

void request_add_header(struct request *r, const char *name, struct sv value)
{
    struct request_header *h = ARENA_NEW(r->c->a, struct request_header);

    *h = (struct request_header){name, value, r->headers};
    r->headers = h;
}
