/* Text as people search it and write it: normal forms, words, indicators in any spelling. */
#ifndef NOROSHI_TEXT_H
#define NOROSHI_TEXT_H

#include "base/str.h"

bool utf8_ok(struct sv s);          /* valid UTF-8, no NUL */
size_t utf8_len(struct sv s);       /* code points */
struct sv utf8_cut(struct sv s, size_t points); /* the first POINTS code points */
struct sv text_trim(struct sv s);   /* white space of any script off both ends */

/* NFKC, then full case folding, then NFKC again (UAX 15, Unicode 14 by libunistring): the form in
 * which text is searched and compared.  Bytes that are no UTF-8 become U+FFFD. */
struct sv text_fold(struct arena *a, struct sv s);

/* Calls FN for each search token of TEXT (any form; folded here), each once per text (distinct).
 * Runs of Han, Hiragana, Katakana (with ー and iteration marks) and Hangul give each pair of
 * neighbouring characters, and the last character of the run alone; other runs of letters, digits
 * and marks give the whole word.  Tokens are valid UTF-8 without white space, quotes or '|', at most
 * 64 code points (a longer word is cut there). */
void text_tokens(struct arena *a, struct sv text, void (*fn)(void *ctx, struct sv token), void *ctx);

/* One search term (already cut at white space) as the tokens that must all occur, for a first cut by
 * index.  *PREFIX_OUT tells for each token whether it is a prefix.  A term of one CJK character is
 * the prefix of pairs; `word*` is a prefix.  A term of punctuation alone gives no token. */
size_t text_query_tokens(struct arena *a, struct sv term, struct sv **tokens_out, bool **prefix_out);
/* Does folded TEXT hold TERM as `q` means it (shapes.md, Lists): CJK runs of the term as substrings,
 * other runs as whole words, or as prefixes with `*`?  The exact check behind the index. */
bool text_holds(struct arena *a, struct sv folded_text, struct sv term);

enum indicator_type {
    IND_DOMAIN, IND_IPV4, IND_IPV6, IND_URL, IND_EMAIL, IND_MD5, IND_SHA1, IND_SHA256, IND_SHA512,
    IND_FILE_NAME, IND_USER_AGENT, IND_JA3, IND_JA4, IND_STIX_PATTERN, IND_OTHER, IND_COUNT
};
const char *indicator_type_name(enum indicator_type t); /* "domain-name" … as shapes.md */
int indicator_type_parse(struct sv s, enum indicator_type *out);

/* hxxp, [.], (.), {.}, [dot], (dot), [:], [://], [@], [at], full-width forms → the plain value. */
struct sv indicator_refang(struct arena *a, struct sv s);
/* The value as it is kept and given back: refanged, trimmed, and for names, addresses, hashes in
 * their canonical spelling (lower case, IDNA to ASCII, no trailing dot; IPv6 of RFC 5952; CIDR with
 * host bits cleared).  0, or -1 where VALUE is no such indicator. */
int indicator_canonical(struct arena *a, enum indicator_type t, struct sv value, struct sv *out);
/* The key under which an exact search finds it, whatever the type was called: 1 to 64 characters of
 * ASCII without white space.  Long values become a digest. */
struct sv indicator_key(struct arena *a, struct sv value);

#endif
