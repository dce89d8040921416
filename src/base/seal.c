/* Seals.  The stream: the mark, salt, cost (two numbers, big-endian), the header of secretstream,
 * then chunks; all before the chunks is bound to the first of them. */
#include "base/seal.h"

#include <endian.h>
#include <sodium.h>
#include <string.h>

#include "base/crypto.h"

#define CHUNK ((size_t)64 << 10)
#define SEALED (CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES)
#define MARK_BYTES (sizeof SEAL_MARK - 1)
#define HEAD_BYTES                                                                                 \
    (MARK_BYTES + crypto_pwhash_SALTBYTES + 16 + crypto_secretstream_xchacha20poly1305_HEADERBYTES)
#define OPS_MAX 16u
#define MEMORY_MAX ((uint64_t)1 << 30)

struct seal_out {
    crypto_secretstream_xchacha20poly1305_state state;
    int (*write)(void *ctx, struct sv bytes);
    void *ctx;
    unsigned char head[HEAD_BYTES], plain[CHUNK], sealed[SEALED];
    size_t n;
    bool some; /* a chunk went out */
};

struct seal_in {
    crypto_secretstream_xchacha20poly1305_state state;
    long (*read)(void *ctx, void *p, size_t n);
    void *ctx;
    unsigned char head[HEAD_BYTES], plain[CHUNK], sealed[SEALED];
    size_t n, at;
    bool some, last;
};

static int make_key(struct sv passphrase, const unsigned char *salt, uint64_t ops, uint64_t memory,
                    unsigned char *key)
{
    return crypto_pwhash(key, crypto_secretstream_xchacha20poly1305_KEYBYTES, passphrase.p,
                         passphrase.n, salt, ops, (size_t)memory, crypto_pwhash_ALG_ARGON2ID13);
}

static void put_number(unsigned char *p, uint64_t v)
{
    v = htobe64(v);
    memcpy(p, &v, sizeof v);
}

static uint64_t get_number(const unsigned char *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof v);
    return be64toh(v);
}

/* ---- sealing ---- */

int seal_begin(struct arena *a, struct sv passphrase, int (*write)(void *ctx, struct sv bytes),
               void *ctx, struct seal_out **out)
{
    unsigned char key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
    struct seal_out *s = ARENA_NEW(a, struct seal_out);
    unsigned char *salt = s->head + MARK_BYTES, *cost = salt + crypto_pwhash_SALTBYTES;

    s->write = write;
    s->ctx = ctx;
    memcpy(s->head, SEAL_MARK, MARK_BYTES);
    random_bytes(salt, crypto_pwhash_SALTBYTES);
    put_number(cost, crypto_pwhash_OPSLIMIT_MODERATE);
    put_number(cost + 8, crypto_pwhash_MEMLIMIT_MODERATE);
    if (make_key(passphrase, salt, crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE,
                 key))
        return -1;
    crypto_secretstream_xchacha20poly1305_init_push(&s->state, cost + 16, key);
    sodium_memzero(key, sizeof key);
    *out = s;
    return write(ctx, (struct sv){(const char *)s->head, HEAD_BYTES}) ? -1 : 0;
}

static int chunk_out(struct seal_out *s, bool last)
{
    unsigned char tag = last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
    unsigned long long n;

    crypto_secretstream_xchacha20poly1305_push(&s->state, s->sealed, &n, s->plain, s->n,
                                               s->some ? NULL : s->head, s->some ? 0 : HEAD_BYTES,
                                               tag);
    s->some = true;
    s->n = 0;
    return s->write(s->ctx, (struct sv){(const char *)s->sealed, (size_t)n}) ? -1 : 0;
}

int seal_put(struct seal_out *s, struct sv bytes)
{
    while (bytes.n) {
        size_t n = CHUNK - s->n < bytes.n ? CHUNK - s->n : bytes.n;
        memcpy(s->plain + s->n, bytes.p, n);
        s->n += n;
        bytes = (struct sv){bytes.p + n, bytes.n - n};
        if (s->n == CHUNK && chunk_out(s, false))
            return -1;
    }
    return 0;
}

int seal_end(struct seal_out *s)
{
    return chunk_out(s, true);
}

/* ---- unsealing ---- */

/* Reads N bytes, fewer only at the end; how many, or -1. */
static long read_full(struct seal_in *s, unsigned char *p, size_t n)
{
    size_t got = 0;

    while (got < n) {
        long more = s->read(s->ctx, p + got, n - got);
        if (more < 0)
            return -1;
        if (more == 0)
            break;
        got += (size_t)more;
    }
    return (long)got;
}

int unseal_begin(struct arena *a, struct sv passphrase, long (*read)(void *ctx, void *p, size_t n),
                 void *ctx, struct seal_in **out, struct errs *e)
{
    unsigned char key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
    struct seal_in *s = ARENA_NEW(a, struct seal_in);
    const unsigned char *salt = s->head + MARK_BYTES, *cost = salt + crypto_pwhash_SALTBYTES;

    s->read = read;
    s->ctx = ctx;
    if (read_full(s, s->head, HEAD_BYTES) != (long)HEAD_BYTES ||
        memcmp(s->head, SEAL_MARK, MARK_BYTES))
        return fail(e, E_MALFORMED, NULL, MSG_SEAL_NONE, NO_ARGS);
    uint64_t ops = get_number(cost), memory = get_number(cost + 8);
    if (ops < crypto_pwhash_OPSLIMIT_MIN || ops > OPS_MAX || memory < crypto_pwhash_MEMLIMIT_MIN ||
        memory > MEMORY_MAX || make_key(passphrase, salt, ops, memory, key) ||
        crypto_secretstream_xchacha20poly1305_init_pull(&s->state, cost + 16, key))
        return fail(e, E_MALFORMED, NULL, MSG_SEAL_BROKEN, NO_ARGS);
    sodium_memzero(key, sizeof key);
    *out = s;
    return 0;
}

static int chunk_in(struct seal_in *s)
{
    long got = s->last ? 0 : read_full(s, s->sealed, SEALED);
    unsigned long long n;
    unsigned char tag;

    if (got < (long)crypto_secretstream_xchacha20poly1305_ABYTES ||
        crypto_secretstream_xchacha20poly1305_pull(
            &s->state, s->plain, &n, &tag, s->sealed, (unsigned long long)got,
            s->some ? NULL : s->head, s->some ? 0 : HEAD_BYTES))
        return -1;
    s->some = true;
    s->last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    s->n = (size_t)n;
    s->at = 0;
    return 0;
}

int unseal_get(struct seal_in *s, void *p, size_t n)
{
    char *to = p;

    while (n) {
        if (s->at == s->n && chunk_in(s))
            return -1;
        size_t take = s->n - s->at < n ? s->n - s->at : n;
        if (!take && s->last)
            return -1;
        memcpy(to, s->plain + s->at, take);
        s->at += take;
        to += take;
        n -= take;
    }
    return 0;
}

int unseal_end(struct seal_in *s)
{
    unsigned char more;

    while (!s->last)
        if (chunk_in(s))
            return -1;
    return s->read(s->ctx, &more, 1) == 0 ? 0 : -1;
}
