/* Fields of an HTML form: see fields.h. */
#include "web/fields.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "web/http_check.h"
#include "web/serve_private.h"

#define MINUTE 60000
#define BOUNDARY_MAX 70

static int refuse(struct request *r, enum err code, enum msg m)
{
    return fail(&r->c->errs, code, NULL, m, NO_ARGS);
}

/* Line ends as they are kept everywhere: browsers send CR LF. */
static struct sv plain_lines(struct arena *a, struct sv s)
{
    char *p;
    size_t n = 0;

    if (!s.n || !memchr(s.p, '\r', s.n))
        return s;
    p = arena_alloc(a, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
            continue;
        p[n++] = s.p[i] == '\r' ? '\n' : s.p[i];
    }
    return (struct sv){p, n};
}

static int add(struct request *r, struct fields *out, struct field f)
{
    bool file = f.file_name.p != NULL;

    if (out->n == FIELDS_MAX)
        return refuse(r, E_TOO_LARGE, MSG_TOO_MANY_FIELDS);
    if (!utf8_ok(f.name) || (!file && !utf8_ok(f.value)) || (file && !utf8_ok(f.file_name)))
        return refuse(r, E_MALFORMED, MSG_FIELD_NOT_TEXT);
    if (!file)
        f.value = plain_lines(r->c->a, f.value);
    out->v[out->n++] = f;
    return 0;
}

/* ---- urlencoded ---- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* -1 where an escape is none. */
static int decode(struct arena *a, struct sv s, struct sv *out)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i] == '+' ? ' ' : s.p[i];
        if (c == '%') {
            int high = i + 2 < s.n ? hex_digit(s.p[i + 1]) : -1;
            int low = i + 2 < s.n ? hex_digit(s.p[i + 2]) : -1;
            if (high < 0 || low < 0)
                return -1;
            c = (char)(high << 4 | low);
            i += 2;
        }
        p[n++] = c;
    }
    *out = (struct sv){p, n};
    return 0;
}

static int read_urlencoded(struct request *r, struct fields *out)
{
    struct sv rest = r->body_bytes, pair;

    while (sv_cut(&rest, '&', &pair)) {
        struct field f = {.file_name = SV_NONE};
        struct sv name, value = pair;
        if (!sv_cut(&value, '=', &name))
            continue;
        if (decode(r->c->a, name, &f.name) || decode(r->c->a, value.p ? value : SV(""), &f.value))
            return refuse(r, E_MALFORMED, MSG_FIELD_NOT_TEXT);
        if (add(r, out, f))
            return -1;
    }
    return 0;
}

/* ---- multipart (RFC 7578) ---- */

/* The value of `; KEY="…"` in a header line, or SV_NONE. */
static struct sv parameter_of(struct sv line, const char *key)
{
    char head[32];
    size_t n = strlen(key);

    memcpy(head, key, n);
    memcpy(head + n, "=\"", 3);
    ptrdiff_t at = sv_find(line, sv_of(head));
    while (at > 0 && line.p[at - 1] != ' ' && line.p[at - 1] != ';') {
        struct sv after = {line.p + at + 1, line.n - (size_t)at - 1};
        ptrdiff_t next = sv_find(after, sv_of(head));
        at = next < 0 ? -1 : at + 1 + next;
    }
    if (at <= 0)
        return SV_NONE;
    struct sv rest = {line.p + at + n + 2, line.n - (size_t)at - n - 2};
    const char *end = memchr(rest.p, '"', rest.n);
    return end ? (struct sv){rest.p, (size_t)(end - rest.p)} : SV_NONE;
}

/* Name and file name out of the header lines of a part. */
static void part_head(struct sv head, struct field *f)
{
    struct sv line;

    while (sv_cut(&head, '\n', &line)) {
        if (line.n < 20 || strncasecmp(line.p, "content-disposition:", 20) != 0)
            continue;
        f->name = parameter_of(line, "name");
        f->file_name = parameter_of(line, "filename");
    }
}

static int read_parts(struct request *r, struct sv mark, struct fields *out)
{
    struct sv rest = r->body_bytes;
    struct sv line = sv_join(r->c->a, SV("\r\n"), mark);

    if (!sv_starts(rest, mark))
        return refuse(r, E_MALFORMED, MSG_FIELD_NOT_TEXT);
    rest = (struct sv){rest.p + mark.n, rest.n - mark.n};
    while (sv_starts(rest, SV("\r\n"))) {
        struct field f = {.name = SV_NONE};
        ptrdiff_t head = sv_find(rest, SV("\r\n\r\n"));
        if (head < 0)
            return refuse(r, E_MALFORMED, MSG_FIELD_NOT_TEXT);
        part_head((struct sv){rest.p, (size_t)head}, &f);
        struct sv value = {rest.p + head + 4, rest.n - (size_t)head - 4};
        const char *end = value.n >= line.n ? memmem(value.p, value.n, line.p, line.n) : NULL;
        if (!end || !f.name.p)
            return refuse(r, E_MALFORMED, MSG_FIELD_NOT_TEXT);
        f.value = (struct sv){value.p, (size_t)(end - value.p)};
        rest = (struct sv){end + line.n, value.n - f.value.n - line.n};
        if (add(r, out, f))
            return -1;
    }
    return sv_starts(rest, SV("--")) ? 0 : refuse(r, E_MALFORMED, MSG_FIELD_NOT_TEXT);
}

static int read_multipart(struct request *r, struct sv type, struct fields *out)
{
    ptrdiff_t at = sv_find(type, SV("boundary="));
    struct sv boundary = at < 0 ? SV("") : (struct sv){type.p + at + 9, type.n - (size_t)at - 9};

    if (boundary.n > 1 && boundary.p[0] == '"')
        boundary = (struct sv){boundary.p + 1, boundary.n - 2};
    if (boundary.n == 0 || boundary.n > BOUNDARY_MAX)
        return refuse(r, E_MALFORMED, MSG_FIELD_NOT_TEXT);
    return read_parts(r, sv_join(r->c->a, SV("--"), boundary), out);
}

int fields_read(struct request *r, struct fields *out)
{
    struct sv type = http_header(r->x, "Content-Type");

    *out = (struct fields){ARENA_ARRAY(r->c->a, struct field, FIELDS_MAX), 0};
    if (!sv_is(http_method(r->x), "POST") || r->body_bytes.n == 0)
        return 0;
    if (media_type_is(type, SV("application/x-www-form-urlencoded")))
        return read_urlencoded(r, out);
    if (media_type_is(type, SV("multipart/form-data")))
        return read_multipart(r, type, out);
    return fail(&r->c->errs, E_MEDIA_TYPE, NULL, MSG_BAD_MEDIA_TYPE,
                ARGS(SV("application/x-www-form-urlencoded")));
}

/* ---- one field ---- */

static struct sv part_plain(struct sv body, const char *name)
{
    char mark[64];
    struct sv one;

    snprintf(mark, sizeof mark, "name=\"%s\"\r\n\r\n", name);
    ptrdiff_t at = sv_find(body, sv_of(mark));
    if (at < 0)
        return SV_NONE;
    size_t past = (size_t)at + strlen(mark);
    struct sv rest = {body.p + past, body.n - past};
    return sv_cut(&rest, '\r', &one) ? one : SV_NONE;
}

struct sv field_plain(struct exchange *x, const char *name)
{
    struct sv type = http_header(x, "Content-Type"), rest = http_body(x), one, key;

    if (sv_starts(type, SV("multipart/form-data")))
        return part_plain(rest, name);
    if (!media_type_is(type, SV("application/x-www-form-urlencoded")))
        return SV_NONE;
    while (sv_cut(&rest, '&', &one))
        if (sv_cut(&one, '=', &key) && sv_is(key, name))
            return one;
    return SV_NONE;
}

/* ---- looking up ---- */

bool field_each(const struct fields *f, const char *name, size_t *i, struct sv *value_out)
{
    for (; *i < f->n; (*i)++)
        if (sv_is(f->v[*i].name, name)) {
            *value_out = f->v[(*i)++].value;
            return true;
        }
    return false;
}

struct sv field_get(const struct fields *f, const char *name)
{
    struct sv value = SV_NONE;

    for (size_t i = 0; field_each(f, name, &i, &value);)
        return value;
    return SV_NONE;
}

struct sv field_text(const struct fields *f, const char *name)
{
    struct sv value = text_trim(field_get(f, name));

    return value.n ? value : SV_NONE;
}

bool field_is(const struct fields *f, const char *name, const char *value)
{
    return sv_is(field_get(f, name), value);
}

void field_add(struct fields *f, const char *name, struct sv value)
{
    if (value.p && f->n < FIELDS_MAX)
        f->v[f->n++] = (struct field){sv_of(name), value, SV_NONE};
}

/* ---- writing JSON ---- */

void field_put_text(struct jw *w, const struct fields *f, const char *name, const char *key)
{
    struct sv value = field_text(f, name);

    if (value.p)
        jw_ksv(w, key, value);
}

void field_put_int(struct jw *w, const struct fields *f, const char *name, const char *key)
{
    struct sv value = field_text(f, name);
    int64_t n;

    if (value.p && sv_int(value, &n) == 0)
        jw_kint(w, key, n);
    else if (value.p)
        jw_ksv(w, key, value);
}

/* "2026-11-25T08:30", or the day alone. */
static bool local_time(struct sv s, int64_t *out)
{
    struct sv day, hour, minute;
    int32_t d;
    int64_t h = 0, m = 0;

    if (!sv_cut(&s, 'T', &day) || day_parse(day, &d))
        return false;
    if (s.p && sv_cut(&s, ':', &hour) && sv_cut(&s, ':', &minute) &&
        (sv_int(hour, &h) || sv_int(minute, &m) || h < 0 || h > 23 || m < 0 || m > 59))
        return false;
    *out = time_of_day(d) + (h * 60 + m) * MINUTE;
    return true;
}

void field_put_time(struct jw *w, struct arena *a, const struct fields *f, const char *name,
                    const char *key)
{
    struct sv value = field_text(f, name);
    int64_t at;

    if (value.p)
        jw_ksv(w, key, local_time(value, &at) ? time_text(a, at) : value);
}

void field_put_flag(struct jw *w, const struct fields *f, const char *name, const char *key)
{
    jw_kbool(w, key, field_text(f, name).p != NULL);
}

int fields_body(struct request *r, const char *schema, const struct str *text)
{
    json *body;

    if (json_parse(r->c->a, str_sv(text), &body, &r->c->errs) ||
        form_check(form_find(r->serve->forms, schema), body, &r->c->errs))
        return -1;
    r->body = body;
    return 0;
}
