/* Passwords: see password.h. */
#include "base/password.h"

#include <sodium.h>
#include <string.h>

#include "base/log.h"

#define OPS crypto_pwhash_OPSLIMIT_INTERACTIVE
#define MEMORY crypto_pwhash_MEMLIMIT_INTERACTIVE

/* Of no password: what is compared where there is no account, at the cost of one. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$bm9yb3NoaS1ub2JvZHktMA"
                             "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static void ready(void)
{
    if (sodium_init() < 0)
        log_fatal(84, "crypto.failed", SV("libsodium cannot start"));
}

struct sv password_hash(struct arena *a, struct sv password)
{
    char *out = arena_alloc(a, crypto_pwhash_STRBYTES);

    ready();
    if (crypto_pwhash_str(out, password.p, password.n, OPS, MEMORY))
        log_fatal(83, "password.no_memory", SV("argon2id"));
    return sv_of(out);
}

bool password_is(struct sv hash, struct sv password)
{
    char text[crypto_pwhash_STRBYTES] = {0};
    struct sv against = hash.p && hash.n < sizeof text ? hash : sv_of(nobody);

    ready();
    memcpy(text, against.p, against.n);
    bool same = crypto_pwhash_str_verify(text, password.n ? password.p : "", password.n) == 0;
    return same && against.p == hash.p;
}
