/* STIX marks: fixed ids: the TLP marking definitions of OASIS, and our own extension.
 *
 * Called by the STIX reader and writer. */
#ifndef NOROSHI_EXCHANGE_STIX_MARKS_H
#define NOROSHI_EXCHANGE_STIX_MARKS_H

#include "exchange/take.h"

/* Our extension: on reports, indicators and the objects that stand for us. */
#define STIX_OURS "extension-definition--54c79f11-c1b9-4432-8be5-f640ef48aad7"
/* The extension by which OASIS defines TLP 2.0 in STIX 2.1. */
#define STIX_TLP2 "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
/* The statement that marks an item which holds a secret. */
#define STIX_SECRET_MARK "marking-definition--f3bb88d7-f7bd-46b4-a82c-10051acd182a"

/* The level that a marking definition with this id stands for, TLP 1.0 and 2.0; else TLP_NONE. */
enum tlp stix_tlp_of(struct sv id);
/* The id of the TLP 2.0 marking definition. */
const char *stix_tlp_id(enum tlp tlp);
/* The rows of the table, TLP 2.0 first: which one has this id, or -1; and the marking definition of
 * row I as the standard publishes it, JSON. */
int stix_tlp_row(struct sv id);
struct sv stix_tlp_row_id(int row);
struct sv stix_tlp_object(struct arena *a, int row);
#define STIX_TLP_ROWS 9

#endif
