/* The table of routes, from routes.def.  A route without a capability does not compile. */
#include "web/router.h"

#define ROUTE(method, path, capability, mode, request_schema, response_schema, query, body_limit,  \
              handler, operation)                                                                  \
    handler_fn handler;                                                                            \
    _Static_assert((capability) != CAN_NOTHING, "a route names its capability: " path);
#define PAGE(method, path, capability, mode, query, body_limit, handler, again, operation)         \
    handler_fn handler;                                                                            \
    _Static_assert((capability) != CAN_NOTHING, "a route names its capability: " path);
#include "web/routes.def"
#undef ROUTE
#undef PAGE

static const struct route table[] = {
#define ROUTE(method, path, capability, mode, request_schema, response_schema, query, body_limit,  \
              handler, operation)                                                                  \
    {method, path,       capability, mode,      request_schema, response_schema,                   \
     query,  body_limit, handler,    operation, false,          NULL},
#define PAGE(method, path, capability, mode, query, body_limit, handler, again, operation)         \
    {method, path,       capability, mode,      NULL, NULL,                                        \
     query,  body_limit, handler,    operation, true, again},
#include "web/routes.def"
#undef ROUTE
#undef PAGE
};

struct routes routes_all(void)
{
    return (struct routes){table, sizeof table / sizeof table[0]};
}
