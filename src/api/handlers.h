/* Inside api/: what handlers share.  The handlers themselves are declared by routes.def. */
#ifndef NOROSHI_API_HANDLERS_H
#define NOROSHI_API_HANDLERS_H

#include "web/serve.h"

#define ROUTE(method, path, capability, mode, request_schema, response_schema, query, body_limit, handler, \
              operation)                                                                                  \
    handler_fn handler;
#define PAGE(method, path, capability, mode, query, body_limit, handler, again, operation)
#include "web/routes.def"
#undef ROUTE
#undef PAGE

/* The query parameter `limit`: 1 to 200, 50 when not given; -1 with E_MALFORMED. */
int api_limit(struct request *r, int *out);

#endif
