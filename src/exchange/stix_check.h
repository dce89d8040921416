/* STIX check: is one object what the standard says it must be?
 *
 * What it is: the form of an object, from the tables of stix_types.h and the few rules that join
 * two properties.  What it is not: a look at other objects of the bundle.  Called by the STIX
 * reader. */
#ifndef NOROSHI_EXCHANGE_STIX_CHECK_H
#define NOROSHI_EXCHANGE_STIX_CHECK_H

#include "exchange/take.h"

/* type--UUID; *TYPE_OUT is the type. */
bool stix_id_ok(struct sv id, struct sv *type_out);
/* A timestamp of STIX: RFC 3339 in UTC. */
bool stix_time(struct sv s, int64_t *ms_out);

/* Checks OBJECT, which stands at POINTER in the file, as of STIX 2.1, or of 2.0 where OLD.  Each
 * failing is an entry of T's refusal; 0, or -1.  The long list in REFS (bytes of an array that was
 * left empty in OBJECT, SV_NONE if none) is object_refs. */
int stix_check(struct take *t, const json *object, struct sv refs, struct sv pointer, bool old);

#endif
