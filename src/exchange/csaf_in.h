/* CSAF in: the check of a CSAF document, apart from its reading.
 *
 * csaf_in.c reads an advisory into one item; csaf_check.c holds the mandatory tests of the standard
 * (CSAF 2.0, 6.1) that we run; csaf_score.c computes CVSS base scores. */
#ifndef NOROSHI_EXCHANGE_CSAF_IN_H
#define NOROSHI_EXCHANGE_CSAF_IN_H

#include "exchange/take.h"

/* Checks the whole document; every failing is an entry of T's refusal.  0 or -1. */
int csaf_check(struct take *t, const json *root);

/* CVSS base score of a vector, times ten, or -1 where the vector is none of its version. */
int csaf_score_v2(struct sv vector);
int csaf_score_v3(struct sv vector);

#endif
