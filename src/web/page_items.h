/* Inside web/: what pages that show items share. */
#ifndef NOROSHI_PAGE_ITEMS_H
#define NOROSHI_PAGE_ITEMS_H

#include "domain/agenda.h"
#include "domain/item.h"
#include "web/page.h"

/* V as one line of a list. */
void item_row(struct ctx *c, const struct item_view *v, struct tpl_item_row *out);
/* What waits, as a list. */
struct tpl_wait *item_waits(struct ctx *c, const struct agenda_entry *v, size_t n);
/* The affairs office's, which shows no items (page_office.c). */
int page_home_affairs(struct request *r);
/* "tlp-amber-strict" of "AMBER+STRICT"; "TLP:AMBER+STRICT". */
struct sv tlp_class(struct arena *a, struct sv tlp);
struct sv tlp_words(struct arena *a, struct sv tlp);
struct sv item_path(struct arena *a, struct sv id);
/* The item's title, or its kind where it is a secret: what stands in windows, histories, prints. */
struct sv item_window_title(struct ctx *c, const struct item_view *v);
/* MSG_NONE for kinds that have none. */
enum msg item_confidence(const struct item_view *v);
/* May the person who asks post at all? */
bool may_post(const struct ctx *c);

#endif
