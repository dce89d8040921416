/* Strict reading of keys, heads, hashes and paths.  See read.h. */
#include "verify/read.h"

#include <string.h>

int read_refuse(struct errs *e, enum msg m, struct sv what)
{
    return fail(e, E_REFUSED, "AUD-2", m, ARGS(what));
}

static int bad_form(struct errs *e, struct sv what)
{
    return read_refuse(e, MSG_VERIFY_FORM, what);
}

int read_key(struct sv text, struct key *out, struct errs *e)
{
    struct sv raw;

    if (base64_parse(e->a, sv_trim(text), &raw) || raw.n != sizeof out->b)
        return bad_form(e, SV("key"));
    memcpy(out->b, raw.p, sizeof out->b);
    return 0;
}

int read_object(struct sv text, struct sv what, json **out, struct errs *e)
{
    struct errs form;

    errs_init(&form, e->a, e->lang);
    if (json_parse(e->a, text, out, &form))
        return fail(e, E_REFUSED, "AUD-2", MSG_VERIFY_JSON, ARGS(what, form.detail));
    return json_kind(*out) == JSON_IS_OBJECT ? 0 : bad_form(e, what);
}

static bool named(struct sv key, const char *const *names)
{
    for (; *names; names++) {
        struct sv name = sv_of(*names);
        if (sv_ends(name, SV("?")))
            name.n--;
        if (sv_eq(key, name))
            return true;
    }
    return false;
}

int read_members(const json *j, struct sv what, const char *const *names, struct errs *e)
{
    struct sv key;
    json *value;

    if (json_kind(j) != JSON_IS_OBJECT)
        return bad_form(e, what);
    for (void *i = NULL; json_next(j, &i, &key, &value);)
        if (!named(key, names))
            return fail(e, E_REFUSED, "AUD-2", MSG_VERIFY_UNKNOWN_MEMBER, ARGS(what, key));
    for (; *names; names++)
        if (!sv_ends(sv_of(*names), SV("?")) && !json_get(j, *names))
            return fail(e, E_REFUSED, "AUD-2", MSG_VERIFY_MISSING_MEMBER,
                        ARGS(what, sv_of(*names)));
    return 0;
}

int read_bytes(const json *j, struct sv what, struct sv *out, struct errs *e)
{
    struct sv text = json_sv(j);

    if (!text.p || base64_parse(e->a, text, out))
        return bad_form(e, what);
    return 0;
}

int read_hash(const json *j, struct sv what, struct hash *out, struct errs *e)
{
    struct sv raw;

    if (read_bytes(j, what, &raw, e))
        return -1;
    if (raw.n != sizeof out->b)
        return bad_form(e, what);
    memcpy(out->b, raw.p, sizeof out->b);
    return 0;
}

int read_size(const json *j, struct sv what, int64_t *out, struct errs *e)
{
    if (json_kind(j) != JSON_IS_INT || json_int(j, -1) < 0)
        return bad_form(e, what);
    *out = json_int(j, -1);
    return 0;
}

int read_path(const json *j, struct sv what, struct path *out, struct errs *e)
{
    out->n = json_len(j);
    if (json_kind(j) != JSON_IS_ARRAY || out->n > PATH_MAX_HASHES)
        return bad_form(e, what);
    for (size_t i = 0; i < out->n; i++)
        if (read_hash(json_at(j, i), what, &out->h[i], e))
            return -1;
    return 0;
}

static int check_signature(const json *j, const struct key *key, const struct head *head,
                           struct errs *e)
{
    struct sv signature;
    struct sv text = sv_fmt(e->a, "noroshi-head-v1\n%lld\n%.*s\n%.*s\n", (long long)head->size,
                            SV_FMT(head->root_text), SV_FMT(head->at));

    if (read_bytes(json_get(j, "signature"), SV("signature"), &signature, e))
        return -1;
    if (signature.n != 64 || !ed25519_verify(key->b, text, (const unsigned char *)signature.p))
        return read_refuse(e, MSG_VERIFY_SIGNATURE, SV("head"));
    return 0;
}

int read_head(const json *j, const struct key *key, struct head *out, struct errs *e)
{
    static const char *const names[] = {"tree_size", "root", "at", "key", "signature", NULL};
    struct hash said;

    if (read_members(j, SV("head"), names, e) ||
        read_size(json_get(j, "tree_size"), SV("tree_size"), &out->size, e) ||
        read_hash(json_get(j, "root"), SV("root"), &out->root, e) ||
        read_hash(json_get(j, "key"), SV("key"), &said, e))
        return -1;
    out->root_text = json_get_sv(j, "root");
    out->at = json_get_sv(j, "at");
    if (!out->at.p)
        return bad_form(e, SV("at"));
    if (memcmp(said.b, key->b, sizeof key->b) != 0)
        return read_refuse(e, MSG_VERIFY_KEY, SV("head"));
    return check_signature(j, key, out, e);
}
