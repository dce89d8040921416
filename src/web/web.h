/* The web server as one thing: HTTP, the routes, the streams.
 *
 * Called by cli/serve.c. */
#ifndef NOROSHI_WEB_H
#define NOROSHI_WEB_H

#include "domain/app.h"

struct web;

struct web_config {
    struct sv listen;            /* "127.0.0.1:8443", "[::1]:0" */
    struct sv tls_cert, tls_key; /* file names, or SV_NONE */
    bool behind_proxy;
    bool count_visited; /* answers say how many rows of the index they looked at: for tests */
    unsigned threads;
};

/* Serves APP.  A must live until APP is closed.  *URL_OUT is what it listens on.  0 or -1. */
int web_start(struct arena *a, struct app *app, const struct web_config *config, struct web **out,
              struct sv *url_out, struct errs *e);
/* No new requests; waits for those under way, at most GRACE_MS; ends streams.  Before app_close().
 */
void web_stop(struct web **w, int grace_ms);

#endif
