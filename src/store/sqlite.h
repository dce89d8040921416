/* Between the SQLite driver and its checkpointer. */
#ifndef NOROSHI_STORE_SQLITE_H
#define NOROSHI_STORE_SQLITE_H

#include <sqlite3.h>

#include "store/driver.h"

sqlite3 *sqlite_handle(struct db *db);
int sqlite_failed(struct db *db, int rc, const char *name, bool committing);
int sqlite_directory_sync(struct store *s, struct errs *e);

/* sqlite_wal.c: moves the log into the database file, so that the writer never does. */
int sqlite_wal_start(struct store *s, struct errs *e);
void sqlite_wal_stop(struct store *s);

#endif
