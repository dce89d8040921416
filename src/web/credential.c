/* What a client shows to say who it is: see credential.h. */
#include "web/credential.h"

#include <string.h>
#include <strings.h>

#include "base/crypto.h"
#include "web/cookie.h"

enum way credential_way(struct sv path)
{
    if (sv_starts(path, SV("/taxii2/")))
        return WAY_TAXII;
    if (sv_starts(path, SV("/misp/")))
        return WAY_MISP;
    return sv_starts(path, SV("/api/")) ? WAY_API : WAY_PORTAL;
}

static bool scheme_is(struct sv scheme, const char *name)
{
    return scheme.n == strlen(name) && strncasecmp(scheme.p, name, scheme.n) == 0;
}

static int read_basic(struct arena *a, struct sv text, struct credential *out)
{
    struct sv plain, person;

    if (base64_parse(a, text, &plain) || !sv_cut(&plain, ':', &person))
        return -1;
    *out = (struct credential){plain, person};
    return 0;
}

int credential_read(struct arena *a, struct sv path, struct sv authorization,
                    struct credential *out)
{
    struct sv rest = authorization, scheme;
    enum way way = credential_way(path);

    *out = (struct credential){SV_NONE, SV_NONE};
    if (!authorization.p)
        return 0;
    if (!sv_cut(&rest, ' ', &scheme))
        return -1;
    rest = sv_trim(rest);
    if (scheme_is(scheme, "Bearer"))
        out->token = rest;
    else if (way == WAY_TAXII && scheme_is(scheme, "Basic")) {
        if (read_basic(a, rest, out))
            return -1;
    } else if (way == WAY_MISP && rest.n == 0)
        out->token = scheme;
    return out->token.n > 0 && out->token.n <= TOKEN_MAX ? 0 : -1;
}

int credential_of(struct exchange *x, struct shown *out, struct sv *person_out)
{
    struct credential shown;
    enum way way = credential_way(http_path(x));

    if (credential_read(http_arena(x), http_path(x), http_header(x, "Authorization"), &shown))
        return -1;
    *person_out = shown.person;
    *out = (struct shown){shown.token, false};
    if (!shown.token.p && way != WAY_TAXII && way != WAY_MISP)
        *out = (struct shown){cookie_session(x), true};
    return 0;
}
