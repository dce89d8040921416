/* Which route a request takes: the table of routes.def, matched by path and method.
 *
 * Pure.  Called by web/serve.c, web/openapi.c, and tests with a table of their own. */
#ifndef NOROSHI_ROUTER_H
#define NOROSHI_ROUTER_H

#include "web/serve.h"

#define ROUTE_MAX_PARAMS 4

struct routes {
    const struct route *v;
    size_t n;
};

/* The table of this program. */
struct routes routes_all(void);

/* The problems of a table, for start and tests: NULL, or what is wrong with it (a path twice, more
 * parameters than ROUTE_MAX_PARAMS, a body without a limit, a write by GET …); *AT_OUT its index. */
const char *routes_fault(struct routes t, size_t *at_out);

enum match { MATCH_ROUTE, MATCH_NO_PATH, MATCH_NO_METHOD };

struct matched {
    const struct route *route; /* of MATCH_ROUTE */
    struct sv param[ROUTE_MAX_PARAMS];
    struct sv allow; /* of MATCH_NO_METHOD: "GET, HEAD, POST" */
};

/* HEAD takes the route of GET.  Literal segments go before {…} ones; a {…} segment is never empty. */
enum match routes_match(struct arena *a, struct routes t, struct sv method, struct sv path,
                        struct matched *out);

/* Is NAME among the space separated names of R's query parameters? */
bool route_has_query(const struct route *r, struct sv name);

#endif
