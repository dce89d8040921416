/* MISP out: items as events of MISP's core format.
 *
 * Distribution is always "your organisation only": no receiver may pass on by default what the
 * scope does not say.  Called by the export command and the MISP doors. */
#ifndef NOROSHI_EXCHANGE_MISP_OUT_H
#define NOROSHI_EXCHANGE_MISP_OUT_H

#include "base/json.h"
#include "exchange/export.h"

/* Writes {"Event":{…}} in pieces. */
int misp_event(const struct export_source *src, const struct export_item *it, export_write_fn write,
               void *ctx);

/* Writes the members of an event that stand before its attributes (the head alone, without
 * attributes, is what MISP's index and feed manifests hold). */
void misp_event_head(struct jw *w, struct arena *a, const struct export_source *src,
                     const struct export_item *it);

/* One indicator as an attribute object. */
void misp_attribute(struct jw *w, struct arena *a, const struct export_source *src,
                    const struct export_item *it, const struct intake_indicator *indicator);

#endif
