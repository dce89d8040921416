/* What the store's tests share: fresh databases of either kind.
 *
 * BOTH(name) defines one test that runs on SQLite, and on PostgreSQL where NOROSHI_TEST_PG names an
 * empty database that may be wiped; without it that half is skipped, and says so. */
#ifndef NOROSHI_STORE_TEST_H
#define NOROSHI_STORE_TEST_H

#include <ftw.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/store.h"
#include "test.h"

static struct arena *arena; /* of the running test */
static struct errs errs;
static char directory[256]; /* of the running test's SQLite file */
static struct sv url;       /* of the running test's database */
static struct store *store; /* open in the running test, if it asked for it */
static struct db *reader;

static inline const char *pg_url(void)
{
    static bool told;
    const char *env = getenv("NOROSHI_TEST_PG");
    if (!env && !told)
        printf("skipped: PostgreSQL (NOROSHI_TEST_PG is not set)\n");
    told = true;
    return env;
}

/* One command on the test's PostgreSQL, beside the store. */
static inline void pg_command(const char *sql)
{
    PGconn *c = PQconnectdb(pg_url());
    PGresult *r = PQexec(c, sql);
    if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK)
        printf("%s: %s", sql, PQerrorMessage(c));
    CHECK(PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK);
    PQclear(r);
    PQfinish(c);
}

static inline int entry_remove(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static inline void database_begin(bool postgres)
{
    arena = arena_new("test", (size_t)256 << 20);
    errs_init(&errs, arena, LANG_EN);
    const char *tmp = getenv("TMPDIR");
    snprintf(directory, sizeof directory, "%s/noroshi-store-XXXXXX", tmp ? tmp : P_tmpdir);
    CHECK(mkdtemp(directory) != NULL);
    url = sv_fmt(arena, "%s/test.db", directory);
    if (!postgres)
        return;
    url = sv_of(pg_url());
    pg_command("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
}

static inline void database_end(void)
{
    db_close(&reader);
    store_close(&store);
    nftw(directory, entry_remove, 8, FTW_DEPTH | FTW_PHYS);
    arena_free(&arena);
}

/* Opens the test's database, and a reader; checks that both went well. */
static inline void opened(enum store_mode mode)
{
    errs_init(&errs, arena, LANG_EN);
    int r = store_open(url, mode, &store, &errs);
    if (r)
        printf("store_open: %.*s\n", SV_FMT(errs.detail));
    CHECK_EQ_INT(r, 0);
    CHECK_EQ_INT(r || store_connect(store, &reader, &errs), 0);
}

static inline void closed(void)
{
    db_close(&reader);
    store_close(&store);
}

static inline void on_sqlite(void (*fn)(void))
{
    database_begin(false);
    fn();
    database_end();
}

static inline void on_postgres(void (*fn)(void))
{
    if (!pg_url())
        return;
    database_begin(true);
    fn();
    database_end();
}

#define ONLY_SQLITE(name)                                                                          \
    static void name(void);                                                                        \
    TEST(sqlite_##name)                                                                            \
    {                                                                                              \
        on_sqlite(name);                                                                           \
    }                                                                                              \
    static void name(void)
#define ONLY_POSTGRES(name)                                                                        \
    static void name(void);                                                                        \
    TEST(postgres_##name)                                                                          \
    {                                                                                              \
        on_postgres(name);                                                                         \
    }                                                                                              \
    static void name(void)
#define BOTH(name)                                                                                 \
    static void name(void);                                                                        \
    TEST(sqlite_##name)                                                                            \
    {                                                                                              \
        on_sqlite(name);                                                                           \
    }                                                                                              \
    TEST(postgres_##name)                                                                          \
    {                                                                                              \
        on_postgres(name);                                                                         \
    }                                                                                              \
    static void name(void)

#endif
