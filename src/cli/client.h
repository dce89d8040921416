/* The command line's way to a server: HTTP over libcurl, a token from a file.
 *
 * Called by the commands that work with --server URL in place of --data DIR. */
#ifndef NOROSHI_CLIENT_H
#define NOROSHI_CLIENT_H

#include "cli/cli.h"
#include "exchange/bring_in.h"

struct client;

/* Where a command works: with --data DIR --as PERSON (*APP_OUT), or --server URL --token-file FILE
 * (*CLIENT_OUT).  0, or an exit status, all said. */
int client_or_data(struct cli *c, struct client **client_out, struct app **app_out);

/* POST /api/v1/import.  0, or -1 with the server's reasons in E. */
int client_import(struct client *cl, struct arena *a, const struct import_terms *terms,
                  struct sv text, struct sv file_name, struct brought *out, struct errs *e);
/* GET PATH (with its query), its body to WRITE in pieces.  0, or -1 with the server's reasons in E,
 * or E_NONE where WRITE said no. */
int client_get(struct client *cl, struct arena *a, struct sv path,
               int (*write)(void *ctx, struct sv piece), void *ctx, struct errs *e);
/* VALUE as it stands in a query. */
struct sv client_escape(struct arena *a, struct sv value);

#endif
