/* Messages: all text that a person sees, from po/en.po and po/ja.po, compiled in by mkmsg.
 *
 * msgids are symbolic (scope_missing gives MSG_SCOPE_MISSING); texts hold {0}, {1} … for arguments.
 * A message missing in one language, or with other placeholders, fails the build. */
#ifndef NOROSHI_MSG_H
#define NOROSHI_MSG_H

#include "base/str.h"

enum lang { LANG_JA, LANG_EN, LANG_COUNT };

#include "messages.h" /* generated: enum msg { MSG_NONE, …, MSG_COUNT } */

/* The bare text. */
struct sv msg_raw(enum lang lang, enum msg m);

/* The text with {i} replaced by args[i]; arguments are inserted as they are. */
struct sv msg_text(struct arena *a, enum lang lang, enum msg m, const struct sv *args, size_t n);

/* "ja", "en": 0 and *OUT, or -1.  Accepts "ja_JP.UTF-8", "en-GB". */
int lang_parse(struct sv s, enum lang *out);

/* First language of an Accept-Language header that we have; FALLBACK if none. */
enum lang lang_accept(struct sv header, enum lang fallback);
const char *lang_name(enum lang lang);

#endif
