/* STIX types: the object types of STIX 2.1 with their properties, as data.
 *
 * What it is: a table.  What it is not: the check (stix_check.c is).  Called by stix_check.c and
 * the STIX reader. */
#ifndef NOROSHI_EXCHANGE_STIX_TYPES_H
#define NOROSHI_EXCHANGE_STIX_TYPES_H

#include "base/str.h"

enum stix_class { STIX_SDO, STIX_SRO, STIX_SCO, STIX_META, STIX_CUSTOM };

enum stix_kind {
    STIX_ANY,
    STIX_STRING,
    STIX_TIME,
    STIX_BOOL,
    STIX_INT,
    STIX_NUMBER,
    STIX_STRINGS,
    STIX_OBJECTS,
    STIX_DICT,
    STIX_HASHES,
    STIX_REF,
    STIX_REFS,
    STIX_BASE64,
    STIX_HEX,
    STIX_LANG
};

struct stix_prop {
    const char *name; /* NULL ends a list */
    enum stix_kind kind;
    bool required;
    const char *targets; /* types a reference may name, separated by spaces; NULL: any */
    int64_t min, max;    /* of STIX_INT; both 0: any */
};

struct stix_type {
    const char *name;
    enum stix_class class;
    const struct stix_prop *props;
    const char *one_of; /* properties of which at least one must be there; NULL: none */
};

/* The type, or NULL for one that the standard does not know. */
const struct stix_type *stix_type_find(struct sv name);
/* The property of TYPE (may be NULL), its common ones included, or NULL. */
const struct stix_prop *stix_prop_find(const struct stix_type *type, struct sv name);
/* The common properties of CLASS. */
const struct stix_prop *stix_common_props(enum stix_class class);

#endif
