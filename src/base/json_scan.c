/* JSON scanner: cuts big texts into parts without a tree.
 *
 * It is no parser: of a part it knows only where it ends.  Each part is parsed alone, strictly, by
 * json_parse() before anything in it is believed. */
#include <string.h>

#include "base/json.h"

static size_t skip_space(struct sv t, size_t i)
{
    while (i < t.n && (t.p[i] == ' ' || t.p[i] == '\t' || t.p[i] == '\n' || t.p[i] == '\r'))
        i++;
    return i;
}

/* Behind the string whose quote stands at I; false when it is cut short. */
static bool skip_string(struct sv t, size_t *i)
{
    for (size_t k = *i + 1; k < t.n; k++) {
        if (t.p[k] == '\\') {
            k++;
        } else if (t.p[k] == '"') {
            *i = k + 1;
            return true;
        }
    }
    *i = t.n;
    return false;
}

/* Behind the object or array that opens at I. */
static bool skip_nested(struct sv t, size_t *i)
{
    size_t depth = 0;
    while (*i < t.n) {
        char c = t.p[*i];
        if (c == '"') {
            if (!skip_string(t, i))
                return false;
            continue;
        }
        ++*i;
        if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && --depth == 0)
            return true;
    }
    return false;
}

/* Behind the value at I; false when there is none or it is cut short. */
static bool skip_value(struct sv t, size_t *i)
{
    if (*i >= t.n)
        return false;
    char c = t.p[*i];
    if (c == '"')
        return skip_string(t, i);
    if (c == '{' || c == '[')
        return skip_nested(t, i);
    size_t start = *i;
    while (*i < t.n && !memchr(" \t\r\n,:]}\"[{", t.p[*i], 11))
        ++*i;
    return *i > start;
}

static int stop(size_t at, size_t *at_out)
{
    *at_out = at;
    return -1;
}

int json_scan_array(struct sv text, size_t start, int (*fn)(void *ctx, struct sv element),
                    void *ctx, size_t *at_out)
{
    size_t i = skip_space(text, start);
    if (i >= text.n || text.p[i] != '[')
        return stop(i, at_out);
    i = skip_space(text, i + 1);
    bool more = i >= text.n || text.p[i] != ']';
    while (more) {
        size_t from = i;
        if (!skip_value(text, &i))
            return stop(i, at_out);
        int result = fn(ctx, (struct sv){text.p + from, i - from});
        if (result) {
            *at_out = from;
            return result;
        }
        i = skip_space(text, i);
        if (i >= text.n || (text.p[i] != ',' && text.p[i] != ']'))
            return stop(i, at_out);
        more = text.p[i] == ',';
        if (more)
            i = skip_space(text, i + 1);
    }
    *at_out = i + 1;
    return 0;
}

int json_scan_member(struct sv text, struct sv key, struct sv *value_out)
{
    size_t i = skip_space(text, 0);
    if (i >= text.n || text.p[i] != '{')
        return -1;
    i = skip_space(text, i + 1);
    if (i < text.n && text.p[i] == '}')
        return 0;
    while (i < text.n && text.p[i] == '"') {
        size_t from = i + 1;
        if (!skip_string(text, &i))
            return -1;
        bool found = sv_eq((struct sv){text.p + from, i - 1 - from}, key);
        i = skip_space(text, i);
        if (i >= text.n || text.p[i] != ':')
            return -1;
        i = skip_space(text, i + 1);
        from = i;
        if (!skip_value(text, &i))
            return -1;
        if (found) {
            *value_out = (struct sv){text.p + from, i - from};
            return 1;
        }
        i = skip_space(text, i);
        if (i < text.n && text.p[i] == '}')
            return 0;
        if (i >= text.n || text.p[i] != ',')
            return -1;
        i = skip_space(text, i + 1);
    }
    return -1;
}

struct sv json_line_column(struct arena *a, struct sv text, size_t at)
{
    size_t line = 1, column = 1;
    for (size_t i = 0; i < at && i < text.n; i++) {
        if (text.p[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)text.p[i] & 0xC0) != 0x80) {
            column++;
        }
    }
    return sv_fmt(a, "%zu:%zu", line, column);
}
