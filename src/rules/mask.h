/* Masking (POST-11): does a text name the victim, in any spelling?  Pure.
 *
 * What it is: finding.  What it is not: deciding what happens then (domain/draft_mask.c). */
#ifndef NOROSHI_MASK_H
#define NOROSHI_MASK_H

#include "rules/roster.h"

struct mask; /* compiled terms */

/* The identifiers of MEMBERS (n indices): names in both languages, aliases, domains, networks,
 * names and mail addresses of their persons; and EXTRA terms given for the case (a domain, a mail
 * address, a URL or a network is recognised as such, all else is a name).  A name is also searched
 * without its legal form (株式会社, Co., Ltd.) where enough of it is left, a person's of two Latin
 * words in both orders.  Terms of a single character are left out.  The strings of the terms are
 * kept, not copied. */
struct mask *mask_compile(struct arena *a, const struct roster *r, const int *members, size_t n,
                          const struct sv *extra, size_t nextra);

struct mask_hit {
    struct sv term;  /* as stated */
    struct sv found; /* the spelling met, cut from TEXT */
    size_t at;       /* byte offset in TEXT */
};

/* All hits in TEXT, in order, at most 100; any bytes will do.  Full-width and half-width, case,
 * marks on Latin letters, kana variants (hiragana and katakana, small kana and prolonged sound
 * marks, half-width katakana with combining marks), old and new kanji forms, white space, middle
 * dots, dashes, emphasis and zero-width characters within, defanged forms (example[.]jp, hxxp,
 * (dot), [at]), IDNA forms, percent, HTML, backslash and quoted-printable escapes, subdomains and
 * URLs and mail addresses of a domain, addresses inside a network (IPv4, IPv6, IPv4-mapped,
 * defanged, CIDR or a range that overlaps) count as hits.  A name inside a longer Latin word is no
 * hit (a number may follow it: kitaden01 is one); in Japanese text, where words are not divided, a
 * substring is one.  An address range that takes in all of IPv4 is nobody's. */
size_t mask_find(struct arena *a, const struct mask *m, struct sv text, struct mask_hit **out);

#endif
