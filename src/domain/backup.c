/* Backups: a mark, the files of keys, the copy of the store.  See backup.h. */
#include "domain/backup.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domain/search.h"

#define FILE_MAX 4096u
#define JOB_ARENA ((size_t)512 << 20)

static const char mark[] = "noroshi backup 1\n";

static const struct file {
    const char *name;
    mode_t mode;
} files[] = {{"audit.key", 0600}, {"audit.pub", 0644}, {"opaque.key", 0600}};

#define FILES (sizeof files / sizeof *files)

/* ---- out ---- */

struct putting {
    int (*put)(void *ctx, struct sv bytes);
    void *ctx;
};

static int put_file(struct app *app, struct arena *a, const struct file *f, const struct putting *p,
                    struct errs *e)
{
    char text[FILE_MAX];
    struct sv path = app_file(a, app->dir, f->name);
    int fd = open(path.p, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);

    if (fd >= 0)
        close(fd);
    if (n < 0)
        return fail(e, E_REFUSED, NULL, MSG_FILE_CANNOT_READ, ARGS(path));
    uint32_t size = htobe32((uint32_t)n);
    return p->put(p->ctx, (struct sv){(const char *)&size, sizeof size}) ||
                   p->put(p->ctx, (struct sv){text, (size_t)n})
               ? -1
               : 0;
}

static int record_backup(struct ctx *c, void *arg)
{
    (void)arg;
    record_act(c, "council.backup");
    return 0;
}

int backup_write(struct app *app, struct arena *a, int (*put)(void *ctx, struct sv bytes),
                 void *ctx, struct errs *e)
{
    struct putting p = {put, ctx};

    if (app_write(app, a, SV_NONE, WAY_CLI, e->lang, record_backup, NULL, e) ||
        put(ctx, (struct sv){mark, sizeof mark - 1}))
        return -1;
    for (size_t i = 0; i < FILES; i++)
        if (put_file(app, a, &files[i], &p, e))
            return -1;
    return store_copy_out(app->store, put, ctx, e);
}

/* ---- back in ---- */

struct getting {
    int (*get)(void *ctx, void *p, size_t n);
    void *ctx;
};

static int make_file(struct sv path, mode_t mode, struct sv text, struct errs *e)
{
    int fd = open(path.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

    if (fd < 0 && errno == EEXIST)
        return fail(e, E_CONFLICT, NULL, MSG_DATA_DIR_TAKEN, ARGS(path));
    bool ok = fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n && !fsync(fd);
    if (fd >= 0 && close(fd))
        ok = false;
    return ok ? 0 : fail(e, E_REFUSED, NULL, MSG_FILE_CANNOT_WRITE, ARGS(path));
}

static int get_file(struct arena *a, struct sv dir, const struct file *f, const struct getting *g,
                    struct errs *e)
{
    char text[FILE_MAX];
    uint32_t size;

    if (g->get(g->ctx, &size, sizeof size) || be32toh(size) > FILE_MAX ||
        g->get(g->ctx, text, be32toh(size)))
        return fail(e, E_MALFORMED, NULL, MSG_SEAL_BROKEN, NO_ARGS);
    return make_file(app_file(a, dir, f->name), f->mode, (struct sv){text, be32toh(size)}, e);
}

static int make_dir(struct arena *a, struct sv dir, struct errs *e)
{
    if (mkdir(sv_cstr(a, dir), 0700) && errno != EEXIST)
        return fail(e, E_REFUSED, NULL, MSG_FILE_CANNOT_WRITE, ARGS(dir));
    if (!access(app_file(a, dir, "noroshi.conf").p, F_OK))
        return fail(e, E_CONFLICT, NULL, MSG_DATA_DIR_TAKEN, ARGS(dir));
    return 0;
}

static int copy_in(struct sv url, const struct getting *g, struct errs *e)
{
    struct store *store;

    if (store_open(url, STORE_CREATE, &store, e))
        return -1;
    int rc = store_copy_in(store, g->get, g->ctx, e);
    store_close(&store);
    return rc;
}

/* Full text is not in a backup: it is made anew. */
static int index_step(struct ctx *c, void *arg)
{
    int64_t *seq = arg;

    if (search_rebuild(c, seq))
        return -1;
    record_act(c, "council.restore");
    record_fact(c, "seq", sv_fmt(c->a, "%lld", (long long)*seq));
    return 0;
}

static int index_all(struct sv dir, struct sv url, struct errs *e)
{
    struct app *app;
    int64_t seq = 0;
    int rc = app_open_on(dir, url, &app, e);

    if (rc)
        return -1;
    while (!rc && seq < SEQ_MAX) {
        struct arena *a = arena_new("restore-job", JOB_ARENA);
        struct errs step;
        errs_init(&step, a, e->lang);
        rc = app_write(app, a, SV_NONE, WAY_CLI, e->lang, index_step, &seq, &step);
        errs_move(e, &step);
        arena_free(&a);
    }
    app_close(&app);
    return rc;
}

int backup_read(struct sv dir, struct sv db_url, struct arena *a,
                int (*get)(void *ctx, void *p, size_t n), void *ctx, struct errs *e)
{
    struct getting g = {get, ctx};
    struct sv url = db_url.p ? db_url : app_file(a, dir, "noroshi.db");
    char found[sizeof mark - 1];

    if (make_dir(a, dir, e))
        return -1;
    if (get(ctx, found, sizeof found) || memcmp(found, mark, sizeof found))
        return fail(e, E_MALFORMED, NULL, MSG_SEAL_NONE, NO_ARGS);
    for (size_t i = 0; i < FILES; i++)
        if (get_file(a, dir, &files[i], &g, e))
            return -1;
    if (copy_in(url, &g, e) || index_all(dir, url, e))
        return -1;
    struct sv text =
        db_url.p ? sv_fmt(a, "db = %.*s\n", SV_FMT(db_url)) : SV("# db = postgresql://...\n");
    return make_file(app_file(a, dir, "noroshi.conf"), 0600, text, e);
}
