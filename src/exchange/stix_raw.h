/* STIX raw: the objects that came with an item, given back so that every reference resolves.
 *
 * Objects go out as the bytes that came.  Only where one names something that is not there, that
 * reference is taken out; an object that cannot be without it is left out.  Called by stix_out.c.
 */
#ifndef NOROSHI_EXCHANGE_STIX_RAW_H
#define NOROSHI_EXCHANGE_STIX_RAW_H

#include "exchange/seen.h"
#include "exchange/stix_out.h"

struct stix_raw {
    const struct export_item *it;
    struct arena *keep, *scratch;
    struct seen *ids;  /* of all objects that came and can go out */
    struct seen *gone; /* of those that cannot */
    struct seen *said; /* (type, value) of the indicators they hold */
    size_t n;          /* objects that go out */
    unsigned tlp_rows; /* standard TLP markings they name, a bit each */
};

/* Looks through the item's objects.  KEEP lives as long as the plan. */
int stix_raw_plan(struct stix_raw *r, const struct export_item *it, struct arena *keep,
                  struct arena *scratch);
/* Calls FN with each object that goes out; scratch memory starts anew before each. */
int stix_raw_each(struct stix_raw *r, stix_object_fn fn, void *ctx);

#endif
