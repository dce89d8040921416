/* Writing HTML: what the functions made from templates call.
 *
 * What it is: one function for each way in which a field may stand, each escaping for its place.
 * What it is not: pages (page.h).  Called by the generated templates.c, and by markdown.c for
 * markup. */
#ifndef NOROSHI_HTML_H
#define NOROSHI_HTML_H

#include "base/msg.h"
#include "base/str.h"
#include "base/time.h"

struct html {
    struct str *out;
    struct arena *a;
    enum lang lang;
};

/* HTML that was made by these functions: never anything that came in from outside. */
struct markup {
    struct sv s;
};

void html_raw(struct html *h, struct sv s);  /* literal parts of templates */
void html_text(struct html *h, struct sv s); /* content, quoted attributes */
void html_url(struct html *h, struct sv s);  /* a whole address; "#" in place of an unsafe one */
void html_part(struct html *h, struct sv s); /* a part of an address, percent-encoded */
void html_int(struct html *h, int64_t n);
void html_msg(struct html *h, enum msg m);  /* nothing for MSG_NONE */
void html_time(struct html *h, int64_t ms); /* <time>, in words of the language, Council's zone */
void html_day(struct html *h, int32_t day);
void html_iso(struct html *h, int64_t ms); /* RFC 3339, for attributes */
void html_isoday(struct html *h, int32_t day);
void html_markup(struct html *h, struct markup m);
/* A message with its arguments, all of it escaped. */
void html_message(struct html *h, enum msg m, const struct sv *args, size_t n);

/* Arguments of messages. */
struct sv html_of_int(struct html *h, int64_t n);
struct sv html_of_msg(struct html *h, enum msg m);
struct sv html_of_time(struct html *h, int64_t ms);
struct sv html_of_day(struct html *h, int32_t day);

/* Of this server, or https, and nothing that a browser would take for anything else. */
bool url_is_safe(struct sv s);

#endif
