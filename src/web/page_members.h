/* Inside web/: persons and members as pages show them. */
#ifndef NOROSHI_PAGE_MEMBERS_H
#define NOROSHI_PAGE_MEMBERS_H

#include "domain/person.h"
#include "web/page.h"

/* BASE: the address of whose they are, below which each has its page; SV_NONE: they have none. */
struct tpl_person_row *person_rows(struct ctx *c, const struct person_view *v, size_t n,
                                   struct sv base);
/* The address of a non-member's page. */
struct sv constituent_path(struct arena *a, struct sv member, struct sv id);

enum msg office_words(enum office o);

#endif
