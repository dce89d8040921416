/* Views as JSON (shapes.md): the one place that says how an item, a person or a list looks. */
#ifndef NOROSHI_API_VIEW_H
#define NOROSHI_API_VIEW_H

#include "domain/item.h"
#include "domain/person.h"
#include "web/serve.h"

/* WHOLE: with body, indicators, references, attachments, uses. */
void write_item(struct jw *w, struct ctx *c, const struct item_view *v, bool whole);
/* {"id","name"} of a member; null for -1. */
void write_member_ref(struct jw *w, struct ctx *c, const char *key, int member);
/* The form of every list: what comes between is its elements; NEXT is its cursor, or SV_NONE. */
void write_list(struct jw *w);
void write_list_end(struct jw *w, struct sv next);
void write_person(struct jw *w, const struct ctx *c, const struct person_view *v);
/* The answer is JSON that a domain function wrote. */
int answer_json(struct request *r, struct sv text);
/* The answer is this item, whole; STATUS 200 or 201 (with Location). */
int answer_item(struct request *r, const struct item_view *v, int status);

#endif
