/* The second factor: six digits by time, and codes on paper (AUTH-1).  See session.h.
 *
 * The secret lies sealed under the key of the data directory: a copy of the database alone makes no
 * codes.  A code works once: its step must be newer than the last one taken. */
#include <string.h>

#include "base/box.h"
#include "base/qr.h"
#include "base/totp.h"
#include "domain/session_private.h"

#define RECOVERY_BYTES 10
#define RECOVERY_CHARS 16
#define URI_MAX 4096

static struct sv person_of(const struct ctx *c)
{
    return c->roster->persons[c->person].id;
}

static int open_sealed(struct ctx *c, struct sv sealed, struct sv *secret_out)
{
    struct hash key = secret_key(c, "totp");

    return box_open(c->a, &key, person_of(c), sealed, secret_out)
               ? fail(&c->errs, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS)
               : 0;
}

int second_factor_enrolled(struct ctx *c)
{
    struct totp_get_row row;
    int found = db_totp_get(c->db, c->a, person_of(c), &row);

    return found < 0 ? store_failed(c) : found;
}

/* ---- taking codes ---- */

static int totp_use(struct ctx *c, struct sv code)
{
    struct totp_get_row row;
    struct sv secret;
    int64_t step;
    int found = db_totp_get(c->db, c->a, person_of(c), &row);

    if (found <= 0)
        return found < 0 ? store_failed(c) : 0;
    if (open_sealed(c, row.secret, &secret))
        return -1;
    if (!totp_is(secret, code, c->now, row.last_step, &step))
        return 0;
    int64_t n = db_totp_take(c->db, person_of(c), step);
    return n < 0 ? store_failed(c) : n == 1;
}

/* As written down: capitals, dashes and spaces are as people like. */
static struct sv plain_code(struct ctx *c, struct sv code)
{
    char *out = arena_alloc(c->a, RECOVERY_CHARS);
    size_t n = 0;

    for (size_t i = 0; i < code.n; i++) {
        char ch = code.p[i];
        if (ch == '-' || ch == ' ')
            continue;
        if (n == RECOVERY_CHARS)
            return SV_NONE;
        out[n++] = ch >= 'a' && ch <= 'z' ? (char)(ch - 'a' + 'A') : ch;
    }
    return n == RECOVERY_CHARS ? (struct sv){out, n} : SV_NONE;
}

int second_factor_take(struct ctx *c, struct sv code)
{
    struct sv plain = plain_code(c, code);

    if (!plain.p)
        return totp_use(c, code);
    int64_t n = db_recovery_take(c->db, secret_hash(c, plain), person_of(c), c->now);
    return n < 0 ? store_failed(c) : n == 1;
}

/* ---- enrolment ---- */

/* Who has one changes it only after showing it, however the session began. */
static int may_change(struct ctx *c)
{
    const struct session *s = c->session;

    if (!s)
        return fail(&c->errs, E_FORBIDDEN, "AUTH-1", MSG_SESSION_ONLY, NO_ARGS);
    if (s->enrolled && s->second_at == TIME_NONE)
        return fail(&c->errs, E_FORBIDDEN, "AUTH-1", MSG_SECOND_FACTOR_FIRST, NO_ARGS);
    return 0;
}

int second_factor_begin(struct ctx *c)
{
    unsigned char secret[TOTP_SECRET_BYTES];
    struct hash key = secret_key(c, "totp");

    if (may_change(c))
        return -1;
    random_bytes(secret, sizeof secret);
    struct sv sealed =
        box_seal(c->a, &key, person_of(c), (struct sv){(const char *)secret, sizeof secret});
    return db_session_enrol(c->db, c->session->id, sealed) == 1 ? 0 : store_failed(c);
}

static int pending(struct ctx *c, struct sv *secret_out)
{
    struct session_enrolling_row row;
    int found = db_session_enrolling(c->db, c->a, c->session->id, &row);
    if (found < 0)
        return store_failed(c);
    if (!found || !row.enrolling.p)
        return 0;
    return open_sealed(c, row.enrolling, secret_out) ? -1 : 1;
}

static void add_escaped(struct str *s, struct sv text)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.n; i++) {
        unsigned char ch = (unsigned char)text.p[i];
        bool plain = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
                     (ch >= '0' && ch <= '9') || ch == '.' || ch == '-' || ch == '_';
        if (!plain) {
            str_addc(s, '%');
            str_addc(s, hex[ch >> 4]);
        }
        str_addc(s, plain ? (char)ch : hex[ch & 15]);
    }
}

/* The label that authenticators read: whose account, with whom. */
static struct sv uri_of(struct ctx *c, struct sv secret)
{
    struct sv issuer = c->roster->name[c->lang];
    struct str s;

    str_init(&s, c->a, URI_MAX);
    str_adds(&s, "otpauth://totp/");
    add_escaped(&s, issuer);
    str_addc(&s, ':');
    add_escaped(&s, c->roster->persons[c->person].email);
    str_addf(&s, "?secret=%.*s&issuer=", SV_FMT(secret));
    add_escaped(&s, issuer);
    str_addf(&s, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS, TOTP_STEP_S);
    return str_sv(&s);
}

int second_factor_pending(struct ctx *c, struct second_factor *out)
{
    struct sv secret;
    int found = pending(c, &secret);

    if (found <= 0)
        return found;
    out->secret = base32_of(c->a, secret.p, secret.n);
    out->uri = uri_of(c, out->secret);
    return qr_path(c->a, out->uri, &out->qr_path, &out->qr_size)
               ? fail(&c->errs, E_INTERNAL, NULL, MSG_INTERNAL, NO_ARGS)
               : 1;
}

static int code_wrong(struct ctx *c)
{
    return errs_add(&c->errs, E_REFUSED, SV("/code"), "AUTH-1", MSG_CODE_WRONG, NO_ARGS);
}

int second_factor_confirm(struct ctx *c, struct sv code, struct sv codes_out[RECOVERY_CODES])
{
    struct hash key = secret_key(c, "totp");
    struct sv secret;
    int64_t step;

    if (may_change(c))
        return -1;
    int found = pending(c, &secret);
    if (found < 0)
        return -1;
    if (!found || !totp_is(secret, code, c->now, -1, &step))
        return code_wrong(c);
    if (db_totp_put(c->db, person_of(c), box_seal(c->a, &key, person_of(c), secret), step, c->now) <
            0 ||
        db_session_enrol(c->db, c->session->id, SV_NONE) < 0)
        return store_failed(c);
    if (session_step(c, PROOF_SECOND) || recovery_codes_renew(c, codes_out))
        return -1;
    record_act(c, "second_factor.set");
    return 0;
}

static int delete_of(struct ctx *c, struct sv person)
{
    return db_totp_delete(c->db, person) < 0 || db_recovery_delete(c->db, person) < 0
               ? store_failed(c)
               : 0;
}

int second_factor_reset(struct ctx *c, int person)
{
    struct sv id = c->roster->persons[person].id;

    if (delete_of(c, id) || session_end_all_of(c, id))
        return -1;
    record_fact(c, "second_factor", SV("reset"));
    return ctx_raise_epoch(c);
}

int second_factor_remove(struct ctx *c)
{
    if (may_change(c))
        return -1;
    if (session_lacks(c, false, false, true))
        return fail(&c->errs, E_REFUSED, "AUTH-1", MSG_SECOND_FACTOR_DEMANDED, NO_ARGS);
    if (delete_of(c, person_of(c)))
        return -1;
    record_act(c, "second_factor.remove");
    return ctx_raise_epoch(c);
}

/* ---- codes on paper ---- */

static int recovery_code_make(struct ctx *c, struct sv *out)
{
    unsigned char b[RECOVERY_BYTES];

    random_bytes(b, sizeof b);
    struct sv code = base32_of(c->a, b, sizeof b);
    if (db_recovery_insert(c->db, secret_hash(c, code), person_of(c), c->now) != 1)
        return store_failed(c);
    *out = sv_fmt(c->a, "%.4s-%.4s-%.4s-%.4s", code.p, code.p + 4, code.p + 8, code.p + 12);
    return 0;
}

int recovery_codes_renew(struct ctx *c, struct sv codes_out[RECOVERY_CODES])
{
    if (may_change(c))
        return -1;
    int enrolled = second_factor_enrolled(c);
    if (enrolled <= 0)
        return enrolled < 0 ? -1 : not_found(c);
    if (db_recovery_delete(c->db, person_of(c)) < 0)
        return store_failed(c);
    for (int i = 0; i < RECOVERY_CODES; i++)
        if (recovery_code_make(c, &codes_out[i]))
            return -1;
    record_act(c, "recovery_codes.renew");
    return 0;
}

int recovery_codes_left(struct ctx *c, int *n_out)
{
    struct recovery_left_row *rows;
    size_t n;

    if (db_recovery_left(c->db, c->a, person_of(c), &rows, &n))
        return store_failed(c);
    *n_out = (int)n;
    return 0;
}
