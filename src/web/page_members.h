/* Inside web/: persons and members as pages show them. */
#ifndef NOROSHI_PAGE_MEMBERS_H
#define NOROSHI_PAGE_MEMBERS_H

#include "domain/person.h"
#include "web/page.h"

/* BASE: the address below which each has its page, or NULL: none. */
struct tpl_person_row *person_rows(struct ctx *c, const struct person_view *v, size_t n,
                                   const char *base);
enum msg office_words(enum office o);

#endif
