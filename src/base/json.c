/* JSON reading: jansson made strict, and its nodes behind look-ups that never fail. */
#include "base/json.h"

#include <jansson.h>
#include <string.h>

#define DEPTH_MAX 64
#define TEXT_MAX ((size_t)512 << 20)

/* Byte at which TEXT is nested too deep, or -1.  Brackets are only counted: whether they match is
 * for the parser to say. */
static ptrdiff_t too_deep_at(struct sv text)
{
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '[' || c == '{') && ++depth > DEPTH_MAX)
            return (ptrdiff_t)i;
        else if (!in_string && (c == ']' || c == '}'))
            depth--;
    }
    return -1;
}

static enum msg reason_of(const json_error_t *err)
{
    switch (json_error_code(err)) {
    case json_error_premature_end_of_input:
        return MSG_JSON_CUT_SHORT;
    case json_error_end_of_input_expected:
        return MSG_JSON_TRAILING_TEXT;
    case json_error_invalid_utf8:
        return MSG_JSON_BAD_UTF8;
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return MSG_JSON_NUL;
    case json_error_duplicate_key:
        return MSG_JSON_DUPLICATE_KEY;
    case json_error_numeric_overflow:
        return MSG_JSON_NUMBER_RANGE;
    default:
        return MSG_JSON_SYNTAX;
    }
}

static int malformed(struct errs *e, struct sv text, size_t at, enum msg reason)
{
    return fail(e, E_MALFORMED, NULL, MSG_FORM_MALFORMED_JSON,
                ARGS(json_line_column(e->a, text, at), msg_raw(e->lang, reason)));
}

static void release(void *p)
{
    json_decref(p);
}

/* Where jansson stopped: behind the byte that it refused, but before bytes that are no UTF-8. */
static size_t stopped_at(const json_error_t *err)
{
    size_t read = err->position > 0 ? (size_t)err->position : 0;
    enum json_error_code code = json_error_code(err);
    bool before = code == json_error_premature_end_of_input || code == json_error_invalid_utf8;
    return before || read == 0 ? read : read - 1;
}

int json_parse(struct arena *a, struct sv text, json **out, struct errs *e)
{
    json_error_t err;
    const char *nul = text.n ? memchr(text.p, '\0', text.n) : NULL;
    if (nul) /* jansson takes it for the end of the text */
        return malformed(e, text, (size_t)(nul - text.p), MSG_JSON_NUL);
    ptrdiff_t deep = too_deep_at(text);
    if (deep >= 0)
        return malformed(e, text, (size_t)deep, MSG_JSON_TOO_DEEP);
    json *j =
        json_loadb(text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &err);
    if (!j)
        return malformed(e, text, stopped_at(&err), reason_of(&err));
    arena_on_free(a, release, j);
    *out = j;
    return 0;
}

enum json_kind json_kind(const json *j)
{
    if (!j)
        return JSON_IS_ABSENT;
    switch (json_typeof(j)) {
    case JSON_OBJECT:
        return JSON_IS_OBJECT;
    case JSON_ARRAY:
        return JSON_IS_ARRAY;
    case JSON_STRING:
        return JSON_IS_STRING;
    case JSON_INTEGER:
        return JSON_IS_INT;
    case JSON_REAL:
        return JSON_IS_REAL;
    case JSON_TRUE:
    case JSON_FALSE:
        return JSON_IS_BOOL;
    default:
        return JSON_IS_NULL;
    }
}

json *json_get(const json *j, const char *key)
{
    return json_object_get(j, key);
}

json *json_at(const json *j, size_t i)
{
    return json_array_get(j, i);
}

size_t json_len(const json *j)
{
    return json_is_object(j) ? json_object_size(j) : json_array_size(j);
}

struct sv json_sv(const json *j)
{
    return json_is_string(j) ? (struct sv){json_string_value(j), json_string_length(j)} : SV_NONE;
}

struct sv json_get_sv(const json *j, const char *key)
{
    return json_sv(json_get(j, key));
}

bool json_bool(const json *j, bool otherwise)
{
    return json_is_boolean(j) ? json_is_true(j) : otherwise;
}

int64_t json_int(const json *j, int64_t otherwise)
{
    return json_is_integer(j) ? (int64_t)json_integer_value(j) : otherwise;
}

double json_double(const json *j, double otherwise)
{
    return json_is_number(j) ? json_number_value(j) : otherwise;
}

bool json_next(const json *j, void **iter, struct sv *key, json **value)
{
    json *object = (json *)j; /* jansson's iterators take no const, and change nothing */
    *iter = *iter ? json_object_iter_next(object, *iter) : json_object_iter(object);
    if (!*iter)
        return false;
    *key = (struct sv){json_object_iter_key(*iter), json_object_iter_key_len(*iter)};
    *value = json_object_iter_value(*iter);
    return true;
}

static int add_text(const char *p, size_t n, void *out)
{
    str_add(out, (struct sv){p, n});
    return 0;
}

struct sv json_text(struct arena *a, const json *j)
{
    struct str out;
    str_init(&out, a, TEXT_MAX);
    json_dump_callback(j, add_text, &out, JSON_COMPACT | JSON_ENCODE_ANY);
    return str_sv(&out);
}
