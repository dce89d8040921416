/* Inside domain/: how an item's words lie in full text; search_put.c puts them in, search.c asks.
 *
 * A word is "TERM SECRECY|TOKEN" without the blank: "cat:academia0|攻撃".  Since each token carries
 * the term under which its reader finds it, what is hidden from a reader costs it no time and tells
 * it nothing (leaks.md, L-1, L-11).
 *
 * An item has one row when all its words fit, else up to SEQ_CHUNKS: first those of its text, then
 * those of its indicators, at_once of them a row.  Each row of several carries the word "TERM|!",
 * so that tokens of one query may stand in different rows; "TERM|!!" says that not all words went
 * in. An item whose indicators are still to be indexed (an import) has the rows of the first
 * row.indexed of them, and none at all while that is zero. */
#ifndef NOROSHI_SEARCH_H
#define NOROSHI_SEARCH_H

#include "domain/item_private.h"

/* What stands before each term of a notice a second time, for readers of notices alone (ACC-5,
 * WHO-7). */
#define NOTICE_WORD SV("notice:")

/* Up to here an item is read whole when a query is checked, and indexed with its publication. */
#define SEARCH_WHOLE_MAX 2000

struct search_layout {
    struct sv *terms; /* under which it is found */
    size_t nterms;
    struct sv *text; /* tokens of title, body, references */
    size_t ntext;
    bool whole;       /* one row */
    size_t per_row;   /* tokens of the text a row */
    size_t text_rows; /* 0 where whole */
    int64_t at_once;  /* indicators a row */
};

int search_layout(struct ctx *c, const struct item *it, struct search_layout *out);

/* Full text anew, for some items from *SEQ on, which moves on, to SEQ_MAX at the end. */
int search_rebuild(struct ctx *c, int64_t *seq);

/* Puts pieces of the index together, in jobs that hold nobody up: queries stay fast. */
void search_tidy(struct app *app);

/* Title, body and references as one text. */
int search_text(struct ctx *c, const struct item *it, struct str *text);

#endif
