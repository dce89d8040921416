/* Inside masking: a text as folded points, and the three ways of searching them.
 *
 * mask_escape.c reads bytes into points, mask_fold.c folds them, mask_name.c, mask_host.c and
 * mask_net.c look for names, hosts and networks; mask.c compiles the terms and drives the search. */
#ifndef NOROSHI_MASK_PRIVATE_H
#define NOROSHI_MASK_PRIVATE_H

#include "rules/mask.h"

/* One code point and the bytes of the text that it stands for. */
struct point {
    uint32_t c, at, end;
};

struct points {
    struct point *v;
    size_t n, cap;
};

/* The code point at I; 0, which folded text never holds, behind the end. */
static inline uint32_t point_at(const struct points *p, size_t i)
{
    return i < p->n ? p->v[i].c : 0;
}

/* Room for the points of N bytes as read, and as folded. */
#define READ_MAX(n) ((n) + 1)
#define FOLDED_MAX(n) (3 * (n) + 8)
struct points points_new(struct arena *a, size_t cap);

/* TEXT as points, with percent, HTML, backslash and quoted-printable escapes resolved, up to three
 * layers deep, and inline tags and colour codes of terminals as white space.  P->cap is at least
 * READ_MAX(text.n). */
void points_read(struct points *p, struct sv text);

/* RFC 3492: the N letters, digits and dashes at V behind "xn--" as code points, at most N.  0 where
 * they are no such label. */
size_t punycode_decode(const struct point *v, size_t n, uint32_t *out);

/* Kanji in the form of today; all else as it is. */
uint32_t kanji_today(uint32_t c);

/* Folds points; remembers what it looked up. */
struct fold;
struct fold *fold_new(struct arena *a);
/* IN as it is compared: compatibility forms, case, kana, old kanji and punycode undone; marks and
 * what is invisible dropped; all white space ' ' or '\n', all dashes '-' (a prolonged sound mark
 * behind kana), all middle dots U+00B7.  What does not fit in OUT->cap is left out. */
void points_fold(struct fold *f, const struct points *in, struct points *out);

bool point_is_word(uint32_t c); /* letters and digits of scripts that divide words */
bool point_is_kana(uint32_t c);
bool point_is_digit(uint32_t c);
#define PROLONGED 0x30FCU /* ー */
#define MIDDLE_DOT 0xB7U

/* Nothing stands between the points I - 1 and I, not even what folding drops. */
bool points_touch(const struct points *p, size_t i);
/* A word may begin at I: what stands before is no part of it. */
bool word_begins(const struct points *p, size_t i);

enum term_form { FORM_NAME, FORM_HOST, FORM_MAIL, FORM_PATH };

struct term {
    struct term *next; /* of the same bucket */
    struct sv text;    /* as stated */
    enum term_form form;
    uint32_t *c; /* n folded points; of a name without what may stand between */
    bool *gap;   /* of a name: something stands before this point in the term itself */
    size_t n;
    bool loose; /* of a name: long enough to allow a sound mark more or less */
};

/* The term in every form in which it is searched: at most TERM_FORMS, the number is returned.
 * Of a person, given and family name may change places.  0: nothing that could be searched. */
#define TERM_FORMS 4
size_t name_terms(struct arena *a, const struct points *folded, bool person,
                  struct term out[TERM_FORMS]);
/* A host, a mail address, or a URL without its scheme: 1; 0 where FOLDED is none. */
size_t host_terms(struct arena *a, const struct points *folded, struct term *out);

/* Both: T stands in P at I (whose point is known to be T's first): the index behind it, or 0. */
size_t name_at(const struct term *t, const struct points *p, size_t i);
size_t host_at(const struct term *t, const struct points *p, size_t i);

/* A dot of a host at I in any spelling, "[.]", "(dot)", " dot ": the index behind it, or 0. */
size_t dot_at(const struct points *p, size_t i);

/* Addresses from LO to HI; IPv4 as ::ffff:0:0/96. */
struct range {
    unsigned __int128 lo, hi;
};

/* An address, a network, a range of addresses at I: the index behind it, or 0.  *TRIED_OUT is moved
 * behind what was read in vain, so that it is not read again; start with 0 for each text. */
size_t range_at(const struct points *p, size_t i, size_t *tried, struct range *out);

#endif
