/* GET /stream: Server-Sent Events of what concerns the caller, decided anew for every event.
 *
 * What it is: one thread that looks for events and for lost access, and hands deliveries to the
 * writer for their record before they are sent.  What it is not: what an event means
 * (domain/event). Called by web/serve.c's route and web/web.c. */
#ifndef NOROSHI_STREAM_H
#define NOROSHI_STREAM_H

#include "domain/app.h"

struct hub;

/* Starts the thread.  A must outlive the store: deliveries under way end with it.  0 or -1. */
int hub_start(struct arena *a, struct app *app, struct hub **out, struct errs *e);
/* Stops the thread.  Streams that are open stay so until http_stop(). */
void hub_stop(struct hub *h);

#endif
