/* Cookies: see cookie.h. */
#include "web/cookie.h"

#include "web/credential.h"

struct cookie {
    const char *secure, *plain; /* names */
};

static const struct cookie of_session = {"__Host-noroshi", "noroshi"};
static const struct cookie of_device = {"__Host-noroshi-device", "noroshi-device"};

static struct sv cookie_name(struct exchange *x, const struct cookie *which)
{
    return sv_of(http_secure(x) ? which->secure : which->plain);
}

/* The value of a cookie that stands there once, with no more than a secret has. */
static struct sv cookie_get(struct exchange *x, const struct cookie *which)
{
    struct sv rest = http_header(x, "Cookie"), name = cookie_name(x, which), one, key,
              found = SV_NONE;

    while (sv_cut(&rest, ';', &one)) {
        struct sv value = sv_trim(one);
        if (!sv_cut(&value, '=', &key) || !sv_eq(key, name))
            continue;
        if (found.p)
            return SV_NONE;
        found = value;
    }
    return found.n > 0 && found.n <= TOKEN_MAX ? found : SV_NONE;
}

struct sv cookie_session(struct exchange *x)
{
    return cookie_get(x, &of_session);
}

struct sign_in cookie_sign_in(struct request *r)
{
    return (struct sign_in){.source = http_remote(r->x),
                            .device = cookie_get(r->x, &of_device),
                            .session = cookie_get(r->x, &of_session),
                            .agent = http_header(r->x, "User-Agent")};
}

/* AGE: seconds; 0: gone at once; -1: until the browser ends. */
static void cookie_set(struct request *r, const struct cookie *which, struct sv value, int64_t age)
{
    struct sv name = cookie_name(r->x, which);
    const char *secure = http_secure(r->x) ? "; Secure" : "";
    struct sv life = age < 0 ? SV("") : sv_fmt(r->c->a, "; Max-Age=%lld", (long long)age);

    request_add_header(r, "Set-Cookie",
                       sv_fmt(r->c->a, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Strict%s%.*s",
                              SV_FMT(name), SV_FMT(value), secure, SV_FMT(life)));
}

void cookie_keep(struct request *r, const struct signed_in *in)
{
    cookie_set(r, &of_session, in->secret, -1);
    cookie_set(r, &of_device, in->device, DEVICE_MS / 1000);
}

void cookie_drop(struct request *r)
{
    cookie_set(r, &of_session, SV(""), 0);
}
