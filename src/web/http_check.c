/* What is refused of a request before anybody looks at its meaning: see http_check.h. */
#include "web/http_check.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

static bool sv_same(struct sv a, struct sv b) /* but for the case of ASCII letters */
{
    return a.n == b.n && (a.n == 0 || strncasecmp(a.p, b.p, a.n) == 0);
}

/* ---- the target ---- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Decodes %XX, and '+' where PLUS; false for an escape that is none, NUL, or invalid UTF-8. */
static bool percent_decode(struct arena *a, struct sv s, bool plus, struct sv *out)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '%') {
            if (s.n - i < 3 || hex_value(s.p[i + 1]) < 0 || hex_value(s.p[i + 2]) < 0)
                return false;
            c = (char)(hex_value(s.p[i + 1]) * 16 + hex_value(s.p[i + 2]));
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        p[n++] = c;
    }
    *out = (struct sv){p, n};
    return utf8_ok(*out);
}

/* Origin form alone, of visible ASCII, without what proxies read differently. */
static bool target_bytes_ok(struct sv raw)
{
    if (raw.n == 0 || raw.p[0] != '/')
        return false;
    for (size_t i = 0; i < raw.n; i++)
        if (raw.p[i] <= ' ' || raw.p[i] >= 0x7f || raw.p[i] == '#' || raw.p[i] == '\\')
            return false;
    return true;
}

/* "." and ".." however written, and slashes that were escaped. */
static bool path_segments_ok(struct arena *a, struct sv path)
{
    struct sv segment;

    while (sv_cut(&path, '/', &segment)) {
        struct sv plain;
        if (!percent_decode(a, segment, false, &plain))
            return false;
        if (sv_is(plain, ".") || sv_is(plain, ".."))
            return false;
        if (memchr(plain.p, '/', plain.n) || memchr(plain.p, '\\', plain.n))
            return false;
    }
    return true;
}

static enum msg query_parse(struct arena *a, struct sv query, struct target *out)
{
    struct sv field;

    out->query = ARENA_ARRAY(a, struct pair, TARGET_MAX_PARAMETERS);
    while (sv_cut(&query, '&', &field)) {
        if (field.n == 0)
            continue;
        if (out->nquery == TARGET_MAX_PARAMETERS)
            return MSG_HTTP_BAD_QUERY;
        struct pair *p = &out->query[out->nquery++];
        struct sv key = SV(""), rest = field;
        sv_cut(&rest, '=', &key);
        if (!percent_decode(a, key, true, &p->key) ||
            !percent_decode(a, rest.p ? rest : SV(""), true, &p->value))
            return MSG_HTTP_BAD_QUERY;
    }
    return MSG_NONE;
}

enum msg target_parse(struct arena *a, struct sv raw, struct target *out)
{
    struct sv path, query = raw;

    memset(out, 0, sizeof *out);
    if (!target_bytes_ok(raw))
        return MSG_HTTP_BAD_TARGET;
    sv_cut(&query, '?', &path);
    if (!path_segments_ok(a, path) || !percent_decode(a, path, false, &out->path))
        return MSG_HTTP_BAD_TARGET;
    return query.n > 0 ? query_parse(a, query, out) : MSG_NONE;
}

/* ---- header lines ---- */

static bool is_token(struct sv s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!alnum && (c == '\0' || !strchr("!#$%&'*+-.^_`|~", c)))
            return false;
    }
    return s.n > 0;
}

static bool is_field_value(struct sv s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

static bool is_host(struct sv s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!alnum && (c == '\0' || !strchr(".-_:[]", c)))
            return false;
    }
    return s.n > 0;
}

enum msg head_line(struct head *h, struct sv name, struct sv value)
{
    if (!is_token(name) || !is_field_value(value))
        return MSG_HTTP_BAD_HEADER;
    h->lines++;
    h->bytes += name.n + value.n;
    if (sv_same(name, SV("Host"))) {
        h->hosts++;
        return is_host(sv_trim(value)) ? MSG_NONE : MSG_HTTP_BAD_HOST;
    }
    if (sv_same(name, SV("Content-Length"))) {
        value = sv_trim(value);
        bool digit = value.n > 0 && value.p[0] >= '0' && value.p[0] <= '9';
        return ++h->lengths == 1 && digit && sv_int(value, &h->length) == 0 ? MSG_NONE
                                                                            : MSG_HTTP_BAD_LENGTH;
    }
    if (sv_same(name, SV("Transfer-Encoding")))
        return ++h->codings == 1 && sv_same(sv_trim(value), SV("chunked")) ? MSG_NONE
                                                                           : MSG_HTTP_BAD_LENGTH;
    return MSG_NONE;
}

enum msg head_end(const struct head *h)
{
    if (h->hosts != 1)
        return MSG_HTTP_BAD_HOST;
    return h->lengths && h->codings ? MSG_HTTP_BAD_LENGTH : MSG_NONE;
}

bool head_hides(const struct head *h, struct sv method, struct sv target, size_t bytes)
{
    /* "GET /x HTTP/1.1" CRLF, then "name:value" CRLF for each line, then CRLF. */
    size_t least = method.n + 1 + target.n + 1 + 8 + 2 + h->bytes + 3 * (size_t)h->lines + 2;

    return bytes < least || bytes > least + h->lines;
}

/* ---- what a client takes and sends ---- */

/* The value of parameter NAME in "; a=b; c=d", unquoted; SV_NONE if there is none. */
static struct sv parameter(struct sv parameters, struct sv name)
{
    struct sv one;

    while (sv_cut(&parameters, ';', &one)) {
        struct sv key, value = one;
        sv_cut(&value, '=', &key);
        if (!sv_same(sv_trim(key), name))
            continue;
        value = sv_trim(value);
        if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
            value = (struct sv){value.p + 1, value.n - 2};
        return value.p ? value : SV("");
    }
    return SV_NONE;
}

static bool range_holds(struct sv range, struct sv type)
{
    if (sv_is(range, "*/*") || sv_same(range, type))
        return true;
    return range.n >= 2 && range.n - 1 <= type.n && sv_ends(range, SV("/*")) &&
           sv_same((struct sv){range.p, range.n - 1}, (struct sv){type.p, range.n - 1});
}

/* "0", "0.", "0.000": not at all. */
static bool is_zero(struct sv q)
{
    for (size_t i = 0; i < q.n; i++)
        if (q.p[i] != '0' && q.p[i] != '.')
            return false;
    return q.n > 0;
}

bool accept_allows(struct sv accept, struct sv type)
{
    struct sv one;

    if (!accept.p || sv_trim(accept).n == 0)
        return true;
    while (sv_cut(&accept, ',', &one)) {
        struct sv range;
        if (sv_cut(&one, ';', &range) && range_holds(sv_trim(range), type) &&
            !is_zero(parameter(one, SV("q"))))
            return true;
    }
    return false;
}

bool media_type_is(struct sv content_type, struct sv type)
{
    struct sv name;

    if (!content_type.p || !sv_cut(&content_type, ';', &name) || !sv_same(sv_trim(name), type))
        return false;
    struct sv charset = parameter(content_type, SV("charset"));
    return !charset.p || sv_same(charset, SV("utf-8"));
}

bool etag_listed(struct sv list, struct sv etag)
{
    struct sv one;

    while (sv_cut(&list, ',', &one)) {
        one = sv_trim(one);
        if (sv_starts(one, SV("W/")))
            one = (struct sv){one.p + 2, one.n - 2};
        if (sv_is(one, "*") || (one.n == etag.n + 2 && memcmp(one.p + 1, etag.p, etag.n) == 0))
            return true;
    }
    return false;
}
