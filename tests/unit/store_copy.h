/* Copies held in memory, for tests of store_copy_out() and store_copy_in(). */
#ifndef NOROSHI_STORE_COPY_H
#define NOROSHI_STORE_COPY_H

#include "store_test.h"

struct copy {
    struct str bytes;
    size_t at;      /* read up to here */
    size_t fail_at; /* put fails from here on; 0: never */
};

static inline int copy_put(void *ctx, struct sv bytes)
{
    struct copy *c = ctx;
    str_add(&c->bytes, bytes);
    return c->fail_at && c->bytes.n >= c->fail_at;
}

static inline int copy_get(void *ctx, void *p, size_t n)
{
    struct copy *c = ctx;
    if (n > c->bytes.n - c->at)
        return -1;
    memcpy(p, c->bytes.p + c->at, n);
    c->at += n;
    return 0;
}

static inline struct copy copy_new(void)
{
    struct copy c = {.at = 0};
    str_init(&c.bytes, arena, (size_t)64 << 20);
    return c;
}

/* A database beside the test's own, of the same kind; the caller closes it. */
static inline struct sv url_beside(void)
{
    struct sv beside = sv_fmt(arena, "%s/beside.db", directory);
    if (!sv_starts(url, SV("postgres")))
        return beside;
    pg_command("DROP DATABASE IF EXISTS store_beside");
    pg_command("CREATE DATABASE store_beside");
    size_t n = url.n;
    while (url.p[n - 1] != '/')
        n--;
    return sv_fmt(arena, "%.*sstore_beside", (int)n, url.p);
}

#endif
