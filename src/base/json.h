/* JSON: strict reading over jansson, bounded writing of our own.
 *
 * Reading refuses duplicate keys, invalid UTF-8, NUL in strings, depth over 64, trailing text, and
 * numbers that int64 or double cannot hold.  A struct json is a borrowed node of a tree that dies
 * with its arena. */
#ifndef NOROSHI_JSON_H
#define NOROSHI_JSON_H

#include "base/err.h"
#include "base/str.h"

typedef struct json_t json; /* jansson's node, opaque to callers */

/* Parses TEXT (whole).  0, or -1 with E_MALFORMED, detail naming line:column. */
int json_parse(struct arena *a, struct sv text, json **out, struct errs *e);

/* Named apart from jansson's own JSON_STRING and so on. */
enum json_kind {
    JSON_IS_ABSENT, JSON_IS_NULL, JSON_IS_BOOL, JSON_IS_INT, JSON_IS_REAL, JSON_IS_STRING,
    JSON_IS_ARRAY, JSON_IS_OBJECT
};
enum json_kind json_kind(const json *j); /* NULL is JSON_IS_ABSENT */

/* Members.  All accept a NULL or wrong-typed J and then answer "none". */
json *json_get(const json *j, const char *key);
json *json_at(const json *j, size_t i);
size_t json_len(const json *j);           /* elements of an array, members of an object, else 0 */
struct sv json_sv(const json *j);         /* a string's bytes, else SV_NONE */
struct sv json_get_sv(const json *j, const char *key);
bool json_bool(const json *j, bool otherwise);
int64_t json_int(const json *j, int64_t otherwise);
double json_double(const json *j, double otherwise); /* ints too */
/* Walks an object in its order: for (void *i = NULL; json_next(j, &i, &key, &value);) */
bool json_next(const json *j, void **iter, struct sv *key, json **value);
/* The node as compact JSON, keys in their order. */
struct sv json_text(struct arena *a, const json *j);

/* Writer.  Commas are placed by the writer; overflow is sticky in out->overflow. */
struct jw {
    struct str *out;
    unsigned depth;
    uint64_t some; /* bit per depth: a value was written there */
    bool key;      /* a key awaits its value */
};

void jw_init(struct jw *w, struct str *out);
void jw_obj(struct jw *w);
void jw_end_obj(struct jw *w);
void jw_arr(struct jw *w);
void jw_end_arr(struct jw *w);
void jw_key(struct jw *w, const char *key);
void jw_keysv(struct jw *w, struct sv key);
void jw_sv(struct jw *w, struct sv s);   /* SV_NONE writes null */
void jw_str(struct jw *w, const char *s); /* NULL writes null */
void jw_int(struct jw *w, int64_t v);
void jw_bool(struct jw *w, bool v);
void jw_null(struct jw *w);
void jw_raw(struct jw *w, struct sv text); /* a value that is JSON already */
void jw_time(struct jw *w, int64_t ms);    /* RFC 3339, milliseconds; TIME_NONE writes null */

/* Short forms: key and value in one call. */
void jw_ksv(struct jw *w, const char *key, struct sv v);
void jw_kstr(struct jw *w, const char *key, const char *v);
void jw_kint(struct jw *w, const char *key, int64_t v);
void jw_kbool(struct jw *w, const char *key, bool v);
void jw_knull(struct jw *w, const char *key);
void jw_ktime(struct jw *w, const char *key, int64_t ms);
void jw_kraw(struct jw *w, const char *key, struct sv text);

/* Cuts the top-level elements of a JSON array that stands at TEXT[start] without building a tree:
 * calls FN with each element's exact bytes.  Stops with FN's non-zero result.  -1 and *AT_OUT where
 * the text is no array or is cut short.  Memory constant. */
int json_scan_array(struct sv text, size_t start, int (*fn)(void *ctx, struct sv element), void *ctx,
                    size_t *at_out);
/* Finds member KEY of the object that starts TEXT (white space before it allowed) and gives the bytes
 * of its value: 1, 0 none, -1 no object. */
int json_scan_member(struct sv text, struct sv key, struct sv *value_out);
/* "line:column" (1-based, columns in characters) of byte AT of TEXT. */
struct sv json_line_column(struct arena *a, struct sv text, size_t at);

#endif
