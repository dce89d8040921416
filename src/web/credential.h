/* What a client shows to say who it is.
 *
 * Called by web/serve.c.  Whether it is worth anything is the domain's to say. */
#ifndef NOROSHI_WEB_CREDENTIAL_H
#define NOROSHI_WEB_CREDENTIAL_H

#include "domain/ctx.h"
#include "web/http.h"

#define TOKEN_MAX 128

struct credential {
    struct sv token;  /* SV_NONE: nothing shown */
    struct sv person; /* Basic: the person it is said to be; else SV_NONE */
};

/* By the door that PATH leads to: TAXII takes Bearer and Basic (person id and token), MISP takes
 * the bare token too, all others Bearer.  0, or -1 where AUTHORIZATION is nothing of the kind. */
int credential_read(struct arena *a, struct sv path, struct sv authorization,
                    struct credential *out);

/* The same of a request: what stands in Authorization; else, where neither TAXII nor MISP is asked, the
 * session in its cookie.  *PERSON_OUT as above. */
int credential_of(struct exchange *x, struct shown *out, struct sv *person_out);

/* The way that PATH is, for the record. */
enum way credential_way(struct sv path);

#endif
