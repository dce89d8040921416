/* Fields of an HTML form, as a browser sends them, and the JSON that they mean.
 *
 * What it is: reading `application/x-www-form-urlencoded` and `multipart/form-data`, and writing
 * what the schemas of the API check, so that nothing is checked twice.  What it is not: a check.
 * Called by the pages. */
#ifndef NOROSHI_FIELDS_H
#define NOROSHI_FIELDS_H

#include "base/json.h"
#include "web/serve.h"

#define FIELDS_MAX 2000

struct field {
    struct sv name, value;
    struct sv file_name; /* of a file; else SV_NONE */
};

struct fields {
    struct field *v;
    size_t n;
};

/* The fields of the request's body; empty where it has none.  0, or -1: E_MEDIA_TYPE, E_MALFORMED.
 */
int fields_read(struct request *r, struct fields *out);

/* A field whose value is never escaped, without reading the others; SV_NONE: none. */
struct sv field_plain(struct exchange *x, const char *name);

/* The first value of NAME, line ends as "\n"; SV_NONE: not sent. */
struct sv field_get(const struct fields *f, const char *name);
/* The same without white space around it, and SV_NONE when nothing is left. */
struct sv field_text(const struct fields *f, const char *name);
bool field_is(const struct fields *f, const char *name, const char *value);
/* Walks all values of NAME: for (size_t i = 0; field_each(f, name, &i, &v);) */
bool field_each(const struct fields *f, const char *name, size_t *i, struct sv *value_out);

/* Adds a field as if it had been typed; nothing for SV_NONE. */
void field_add(struct fields *f, const char *name, struct sv value);

/* Writes member KEY where the field holds something: as text, as a number (or as text, which the
 * schema then refuses), as a day, as a time (a `datetime-local` of the Council's zone). */
void field_put_text(struct jw *w, const struct fields *f, const char *name, const char *key);
void field_put_int(struct jw *w, const struct fields *f, const char *name, const char *key);
void field_put_time(struct jw *w, struct arena *a, const struct fields *f, const char *name,
                    const char *key);
/* true where the box was ticked, else false. */
void field_put_flag(struct jw *w, const struct fields *f, const char *name, const char *key);

/* TEXT as the body of SCHEMA: parsed and checked into r->body.  0 or -1. */
int fields_body(struct request *r, const char *schema, const struct str *text);

#endif
