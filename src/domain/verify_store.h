/* The whole record of a store, handed out for a verifier that shares nothing with its writer. */
#ifndef NOROSHI_VERIFY_STORE_H
#define NOROSHI_VERIFY_STORE_H

#include "domain/app.h"

struct record_sink {
    void *ctx;
    int (*entry)(void *ctx, struct sv bytes); /* in order */
    int (*head)(
        void *ctx,
        struct sv head); /* each signed head, when as many entries as it counts were given */
};

/* All on one snapshot.  0; -1 where the database failed or a number is missing (E), or where the
 * sink said no (E_NONE). */
int record_walk(struct app *app, const struct record_sink *sink, struct errs *e);

/* The public key of the record, as text. */
struct sv record_public_key(struct app *app, struct arena *a);

#endif
