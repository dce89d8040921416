/* STIX out: items as STIX 2.1 objects and bundles.
 *
 * An item is a report with its indicators, the objects that came with it, marking definitions for
 * TLP 2.0 and secrecy, and our extension, which says what STIX has no word for.  Every reference
 * resolves inside what is written for the item, or is left out.  Called by the export command and
 * the TAXII door. */
#ifndef NOROSHI_EXCHANGE_STIX_OUT_H
#define NOROSHI_EXCHANGE_STIX_OUT_H

#include "exchange/export.h"

struct stix_object {
    struct sv id, type;
    int64_t modified; /* TIME_NONE where the object has none */
    struct sv json;
};

typedef int (*stix_object_fn)(void *ctx, const struct stix_object *object);

/* The objects of one item, the report first, then its indicators, then the objects that came with
 * it.  What these share with other items (marking definitions, the extension's definition, the
 * identity of the council) is given by stix_common() for the SHARED bits added here; *SHARED may
 * start at 0.  FN's non-zero answer ends the writing and is given back. */
int stix_item(const struct export_source *src, const struct export_item *it, unsigned *shared,
              stix_object_fn fn, void *ctx);
int stix_common(const struct export_source *src, unsigned shared, stix_object_fn fn, void *ctx);
#define STIX_SHARED_ALL 0xFFFFu

/* "report--UUID" of an item. */
struct sv stix_report_id(struct arena *a, struct sv item);

/* A bundle in pieces: begin, any number of items, end. */
struct stix_bundle_out {
    const struct export_source *src;
    export_write_fn write;
    void *ctx;
    unsigned shared;
    bool some;
};
int stix_bundle_begin(struct stix_bundle_out *b, const struct export_source *src,
                      export_write_fn write, void *ctx);
int stix_bundle_item(struct stix_bundle_out *b, const struct export_item *it);
int stix_bundle_end(struct stix_bundle_out *b);

#endif
