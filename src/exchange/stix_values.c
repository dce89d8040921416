/* STIX values: which indicators stand in a pattern or an observable.  See stix_values.h. */
#include "exchange/stix_values.h"

#include <string.h>

/* The path that is written for a type (in pattern form), and the one it is read as.  The first row
 * of a type is the one written. */
static const struct {
    enum indicator_type type;
    const char *path, *written;
} paths[] = {
    {IND_DOMAIN, "domain-name:value", "domain-name:value"},
    {IND_IPV4, "ipv4-addr:value", "ipv4-addr:value"},
    {IND_IPV6, "ipv6-addr:value", "ipv6-addr:value"},
    {IND_URL, "url:value", "url:value"},
    {IND_EMAIL, "email-addr:value", "email-addr:value"},
    {IND_EMAIL, "email-message:from_ref.value", NULL},
    {IND_EMAIL, "email-message:sender_ref.value", NULL},
    {IND_MD5, "file:hashes.MD5", "file:hashes.MD5"},
    {IND_MD5, "file:hashes.md5", NULL},
    {IND_MD5, "artifact:hashes.MD5", NULL},
    {IND_SHA1, "file:hashes.SHA-1", "file:hashes.'SHA-1'"},
    {IND_SHA1, "file:hashes.SHA1", NULL},
    {IND_SHA1, "file:hashes.sha1", NULL},
    {IND_SHA1, "artifact:hashes.SHA-1", NULL},
    {IND_SHA256, "file:hashes.SHA-256", "file:hashes.'SHA-256'"},
    {IND_SHA256, "file:hashes.SHA256", NULL},
    {IND_SHA256, "file:hashes.sha256", NULL},
    {IND_SHA256, "artifact:hashes.SHA-256", NULL},
    {IND_SHA512, "file:hashes.SHA-512", "file:hashes.'SHA-512'"},
    {IND_SHA512, "file:hashes.SHA512", NULL},
    {IND_SHA512, "file:hashes.sha512", NULL},
    {IND_SHA512, "artifact:hashes.SHA-512", NULL},
    {IND_FILE_NAME, "file:name", "file:name"},
    {IND_USER_AGENT, "network-traffic:extensions.http-request-ext.request_header.User-Agent",
     "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'"},
    {IND_JA3, "x-noroshi-ja3:value", "x-noroshi-ja3:value"},
    {IND_JA4, "x-noroshi-ja4:value", "x-noroshi-ja4:value"},
    {IND_STIX_PATTERN, "x-noroshi-pattern:value", "x-noroshi-pattern:value"},
    {IND_OTHER, "x-noroshi-other:value", "x-noroshi-other:value"},
    {IND_OTHER, "mutex:name", NULL},
    {IND_OTHER, "windows-registry-key:key", NULL},
    {IND_OTHER, "mac-addr:value", NULL},
};

/* network-traffic:dst_ref.value and the like hold an address of either kind. */
static enum indicator_type address_type(struct sv value)
{
    return memchr(value.p, ':', value.n) ? IND_IPV6 : IND_IPV4;
}

int stix_path_type(const struct pattern_test *test, enum indicator_type *out)
{
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        if (sv_is(test->path, paths[i].path)) {
            *out = paths[i].type;
            return 0;
        }
    if (sv_is(test->path, "network-traffic:dst_ref.value") ||
        sv_is(test->path, "network-traffic:src_ref.value")) {
        *out = address_type(test->value);
        return 0;
    }
    return -1;
}

struct sv stix_pattern_of(struct arena *a, enum indicator_type type, struct sv value)
{
    struct pattern p;
    size_t at;
    if (type == IND_STIX_PATTERN && pattern_parse(a, value, &p, &at) == 0)
        return value;
    size_t i = 0;
    while (paths[i].type != type || !paths[i].written)
        i++;
    struct sv quoted = pattern_quote(a, value);
    return sv_fmt(a, "[%s = %.*s]", paths[i].written, SV_FMT(quoted));
}

static const struct {
    const char *type, *prop;
    enum indicator_type indicator;
} values[] = {
    {"domain-name", "value", IND_DOMAIN}, {"ipv4-addr", "value", IND_IPV4},
    {"ipv6-addr", "value", IND_IPV6},     {"url", "value", IND_URL},
    {"email-addr", "value", IND_EMAIL},   {"file", "name", IND_FILE_NAME},
    {"mutex", "name", IND_OTHER},         {"windows-registry-key", "key", IND_OTHER},
    {"mac-addr", "value", IND_OTHER},
};

static const struct {
    const char *name;
    enum indicator_type indicator;
} hashes[] = {
    {"MD5", IND_MD5},
    {"SHA-1", IND_SHA1},
    {"SHA-256", IND_SHA256},
    {"SHA-512", IND_SHA512},
};

int stix_observable(const json *observable,
                    int (*fn)(void *ctx, enum indicator_type type, struct sv value), void *ctx)
{
    struct sv type = json_get_sv(observable, "type"), v;
    int result = 0;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]) && !result; i++)
        if (sv_is(type, values[i].type) && (v = json_get_sv(observable, values[i].prop)).p)
            result = fn(ctx, values[i].indicator, v);
    const json *digests = json_get(observable, "hashes");
    bool of_file = sv_is(type, "file") || sv_is(type, "artifact");
    for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]) && of_file && !result; i++)
        if ((v = json_get_sv(digests, hashes[i].name)).p)
            result = fn(ctx, hashes[i].indicator, v);
    const json *request = json_get(json_get(observable, "extensions"), "http-request-ext");
    v = json_get_sv(json_get(request, "request_header"), "User-Agent");
    if (v.p && !result)
        result = fn(ctx, IND_USER_AGENT, v);
    return result;
}
