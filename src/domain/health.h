/* Health: what a look at a council finds wrong, each with what to do about it.
 *
 * What it is: the look at files, settings, database, clock and disk.  What it is not: the check of
 * the signature, which is the verifier's (cli/doctor.c asks it). */
#ifndef NOROSHI_HEALTH_H
#define NOROSHI_HEALTH_H

#include "domain/app.h"

struct finding {
    bool wrong; /* else only told */
    struct sv text;
};

struct health {
    struct arena *a;
    enum lang lang;
    struct finding *v;
    size_t n;
    struct sv head, key; /* newest signed head and public key, where the council could be opened */
};

/* Looks at the council in DIR. */
void health_look(struct health *h, struct arena *a, enum lang lang, struct sv dir);
/* Adds a finding. */
void health_add(struct health *h, bool wrong, enum msg m, const struct sv *args, size_t n);

#endif
