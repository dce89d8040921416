/* Inside web/form*.c: a schema compiled. */
#ifndef NOROSHI_FORM_PRIVATE_H
#define NOROSHI_FORM_PRIVATE_H

#include "web/form.h"

enum form_type {
    TYPE_NULL = 1,
    TYPE_BOOLEAN = 2,
    TYPE_INTEGER = 4,
    TYPE_NUMBER = 8,
    TYPE_STRING = 16,
    TYPE_ARRAY = 32,
    TYPE_OBJECT = 64,
    TYPE_ANY = 127
};

enum form_format { FORMAT_NONE, FORMAT_DATE_TIME, FORMAT_DATE, FORMAT_UUID, FORMAT_EMAIL };

struct form_property {
    struct sv name; /* NUL-terminated */
    bool required;
    struct form *form; /* NULL: required and not described */
};

struct form {
    unsigned types; /* enum form_type */
    struct sv type_text;
    struct form_property *properties; /* sorted by name */
    size_t nproperties;
    bool closed;         /* no properties but these */
    struct form *others; /* what other properties must be; NULL: anything */
    struct form *items;
    int64_t min_items, max_items, min_length, max_length; /* -1: none */
    bool has_minimum, has_maximum;
    double minimum, maximum;
    const json *values; /* enum, or NULL */
    struct sv values_text;
    enum form_format format;
    struct form **choices; /* oneOf, anyOf */
    size_t nchoices;
    const struct form *is; /* $ref */
};

struct forms {
    struct arena *a;
    const json *schemas;
    struct form_property *v; /* names and forms, in the order of the file */
    size_t n;
};

/* The name of the JSON type of J, among enum form_type; an integer is TYPE_INTEGER alone. */
enum form_type form_type_of(const json *j);

#endif
