/* The agenda: what waits for the person who asks, as things with titles and times, soonest first.
 *
 * What it is: waiting_for() (me.h) and unanswered early warnings, each as far as its reader may see
 * it, and recorded as listed.  What it is not: reminders.  Called by the portal's home page. */
#ifndef NOROSHI_AGENDA_H
#define NOROSHI_AGENDA_H

#include "domain/item.h"

enum agenda_kind {
    AGENDA_WARNING,
    AGENDA_CONSENT,
    AGENDA_APPROVAL,
    AGENDA_RELEASE,
    AGENDA_FEEDBACK
};

struct agenda_entry {
    enum agenda_kind kind;
    struct sv id;          /* of the item, or of the request for consent */
    struct item_view item; /* as in a list */
    int64_t due;           /* TIME_NONE: no time was set */
};

#define AGENDA_MAX 100

/* At most AGENDA_MAX; *MORE_OUT: there is more. */
int agenda_for(struct ctx *c, struct agenda_entry **out, size_t *n_out, bool *more_out);

#endif
