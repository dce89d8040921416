/* What happens by itself as time passes: embargoes open, requests lapse.  Called by the worker of a
 * server; each act is its own transaction with its record. */
#ifndef NOROSHI_SWEEP_H
#define NOROSHI_SWEEP_H

#include "domain/app.h"

void sweep(struct app *app);

#endif
