/* Strings: slices in (struct sv), bounded buffers out (struct str).
 *
 * A struct sv does not own its bytes and need not end in NUL; {NULL, 0} is "no value" (SQL NULL,
 * JSON null or absent), {"", 0} is the empty string.  A struct str lives in an arena, has a maximum,
 * and keeps a sticky overflow flag instead of failing at every call: check it once at the end. */
#ifndef NOROSHI_STR_H
#define NOROSHI_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct sv {
    const char *p;
    size_t n;
};

#define SV(literal) ((struct sv){(literal), sizeof(literal) - 1})
#define SV_NONE ((struct sv){NULL, 0})
/* For printf: printf("%.*s", SV_FMT(s)) */
#define SV_FMT(s) (int)(s).n, (s).p ? (s).p : ""

struct sv sv_of(const char *cstr); /* NULL gives SV_NONE */
bool sv_eq(struct sv a, struct sv b); /* bytes equal; "no value" equals only "no value" */
bool sv_is(struct sv a, const char *cstr);
int sv_cmp(struct sv a, struct sv b); /* byte order, shorter first; for qsort and bsearch */
bool sv_starts(struct sv s, struct sv prefix);
bool sv_ends(struct sv s, struct sv suffix);
struct sv sv_trim(struct sv s); /* ASCII white space off both ends */
/* Position of NEEDLE in S, or -1.  An empty needle is at 0. */
ptrdiff_t sv_find(struct sv s, struct sv needle);
/* Cuts the first field off *REST at SEP; false when nothing is left.  "a,,b" gives a, "", b; SEP
 * at the very end begins no further field. */
bool sv_cut(struct sv *rest, char sep, struct sv *field_out);
/* Next word of *REST separated by single or several spaces; false when none is left. */
bool sv_word(struct sv *rest, struct sv *word_out);
/* A decimal integer that is the whole of S: 0, or -1 (empty, other characters, out of range). */
int sv_int(struct sv s, int64_t *out);
struct sv sv_copy(struct arena *a, struct sv s); /* NUL-terminated copy; "no value" stays so */
char *sv_cstr(struct arena *a, struct sv s);     /* the same as a C string; "" for no value */
struct sv sv_join(struct arena *a, struct sv x, struct sv y);
struct sv sv_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

struct str {
    struct arena *a;
    char *p; /* NUL-terminated whenever n > 0 */
    size_t n, cap, max;
    bool overflow; /* something did not fit in max; contents are then a prefix */
};

void str_init(struct str *s, struct arena *a, size_t max);
void str_add(struct str *s, struct sv x);
void str_addc(struct str *s, char c);
void str_adds(struct str *s, const char *cstr);
void str_addf(struct str *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct sv str_sv(const struct str *s); /* {"" , 0} when empty, never "no value" */

#endif
