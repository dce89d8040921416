/* Backups: a whole council as one stream, database and keys, and the way back.
 *
 * What it is: what is in a backup.  What it is not: its sealing (base/seal.h) or its file: those
 * are the command's (cli/backup.c). */
#ifndef NOROSHI_BACKUP_H
#define NOROSHI_BACKUP_H

#include "domain/app.h"

/* Gives PUT everything as of one moment, while others may write; recorded.  0 or -1. */
int backup_write(struct app *app, struct arena *a, int (*put)(void *ctx, struct sv bytes),
                 void *ctx, struct errs *e);

/* Makes the council in DIR (and the empty database DB_URL, or DIR/noroshi.db when SV_NONE) of what
 * GET gives: all of the next N bytes, 0, or -1.  E_CONFLICT where there is a council already.  What
 * was made until a failure is no council: its configuration is written last. */
int backup_read(struct sv dir, struct sv db_url, struct arena *a,
                int (*get)(void *ctx, void *p, size_t n), void *ctx, struct errs *e);

#endif
