/* Forms: JSON documents against the schemas of src/api/schemas.json.
 *
 * What it is: the JSON Schema subset those schemas use, compiled once at start; a schema that uses
 * more is refused then.  What it is not: rules of the Council; a document that passes is merely
 * well formed. Called by web/serve.c for request bodies and by tests.
 *
 * Understood: type (one or several), properties, required, additionalProperties (false or a
 * schema), items, minItems, maxItems, minLength, maxLength (code points), minimum, maximum, enum,
 * oneOf, anyOf (the first that fits), $ref "#/components/schemas/X", format date-time, date, uuid,
 * email; title, description, examples, default, deprecated, readOnly, writeOnly are for readers. */
#ifndef NOROSHI_FORM_H
#define NOROSHI_FORM_H

#include "base/err.h"
#include "base/json.h"

struct form;
struct forms;

/* Compiles all members of the object SCHEMAS (what stands in components/schemas).  *SCHEMAS and its
 * text must live as long as the forms, in A.  0, or -1 naming the schema and what it uses. */
int forms_compile(struct arena *a, const json *schemas, struct forms **out, struct errs *e);

/* NULL: there is none of that name. */
const struct form *form_find(const struct forms *f, const char *name);

/* Everything that DOC does not fulfil, each with its pointer, as E_MALFORMED without a rule.  0 or
 * -1. */
int form_check(const struct form *form, const json *doc, struct errs *e);

#endif
