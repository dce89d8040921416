/* Inside web/: the form in which an item is stated, as JSON and as it is shown again. */
#ifndef NOROSHI_PAGE_COMPOSE_H
#define NOROSHI_PAGE_COMPOSE_H

#include "domain/item.h"
#include "web/page.h"

/* The fields as the body of an item (schema item_new), checked into r->body.  0 or -1. */
int compose_body(struct request *r, const struct fields *f);
/* Only its scope: "in", "ex", "members", … as member `scope` of what W writes. */
void compose_scope(struct ctx *c, struct jw *w, const struct fields *f);
/* The terms that IN, MEMBERS and PERSONS name, as an array. */
void compose_terms(struct ctx *c, struct jw *w, const struct fields *f, const char *in,
                   const char *members, const char *persons);
/* compose_detail.c: one a line, "192.0.2.1", "user-agent: Name/1", "evil.example  comment".  What
 * stands in WAS (or NULL) keeps its times. */
void compose_indicators(struct ctx *c, struct jw *w, struct sv text, const struct item_view *was);
void compose_references(struct jw *w, struct sv text);
/* The indicators of V in that spelling; SV_NONE where they are too many, or of many lines. */
#define COMPOSE_LINES 1000
struct sv compose_indicator_lines(struct ctx *c, const struct item_view *v);
/* What a revision may change beside the text: "tlp", "urgency", "act_by", "indicators" (where they
 * can be spelled), "references" of V, added to F; and what of it F has otherwise, as members of W.
 */
int detail_fields(struct ctx *c, const struct item_view *v, struct fields *f);
int detail_changes(struct ctx *c, struct jw *w, const struct fields *f, const struct item_view *v);
/* Lines, or a list with commas: the next value of *REST; false at the end. */
bool next_value(struct sv *rest, struct sv *out);
/* The id of a member that is named by its id, or by its name in either language; else what was
 * typed, which the rules then refuse. */
struct sv member_id(const struct ctx *c, struct sv typed);

/* compose_show.c: the form filled from what was typed, or from the query of the address. */
int compose_fill(struct request *r, struct fields *f, struct tpl_compose *out);
/* Choices of a scope, those chosen in F under NAME marked. */
struct scope_choices {
    struct tpl_choice *basic, *categories, *sectors, *groups;
    size_t nbasic, ncategories, nsectors, ngroups;
};
void scope_choices(struct ctx *c, const struct fields *f, const char *name, bool excluding,
                   struct scope_choices *out);
/* The part of a form with what detail_fields() holds. */
void detail_form_fill(struct request *r, const struct fields *f, struct tpl_detail_form *out);
/* The part of a form that states a scope. */
void scope_form_fill(struct request *r, const struct fields *f, struct tpl_scope_form *out);
/* The fields that state the scope J (JSON as in a view), added to F. */
void scope_fields(struct ctx *c, const json *scope, struct fields *f);

#endif
