/* noroshi backup, restore: a council in one sealed file, and back. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/seal.h"
#include "cli/commands.h"
#include "domain/backup.h"

#define PASSPHRASE_MAX 4096
#define PASSPHRASE_MIN 12

static int read_passphrase(struct cli *c, struct sv *out)
{
    struct sv file = cli_option(c, "--passphrase-file");

    *out = sv_of(getenv("NOROSHI_PASSPHRASE"));
    if (file.p && cli_read_file(c, file, PASSPHRASE_MAX, out))
        return cli_failed(c);
    if (!out->p)
        return cli_usage(c, MSG_CLI_PASSPHRASE, NO_ARGS);
    *out = sv_trim(*out);
    if (out->n >= PASSPHRASE_MIN)
        return 0;
    fail(&c->errs, E_REFUSED, NULL, MSG_CLI_PASSPHRASE_SHORT,
         ARGS(sv_fmt(c->a, "%d", PASSPHRASE_MIN)));
    return cli_failed(c);
}

/* ---- backup ---- */

static int file_write(void *ctx, struct sv bytes)
{
    return fwrite(bytes.p, 1, bytes.n, ctx) == bytes.n ? 0 : -1;
}

static int sealed_put(void *ctx, struct sv bytes)
{
    return seal_put(ctx, bytes);
}

static int write_backup(struct cli *c, struct app *app, struct sv passphrase, FILE *f)
{
    struct seal_out *s;

    if (seal_begin(c->a, passphrase, file_write, f, &s) ||
        backup_write(app, c->a, sealed_put, s, &c->errs) || seal_end(s) || fflush(f) ||
        fsync(fileno(f)))
        return -1;
    return 0;
}

/* The file under its own name only once it is whole. */
static int backup_to(struct cli *c, struct app *app, struct sv passphrase, struct sv to)
{
    struct sv part = sv_fmt(c->a, "%.*s.part", SV_FMT(to));
    int fd = access(sv_cstr(c->a, to), F_OK)
                 ? open(part.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)
                 : -1;
    FILE *f = fd < 0 ? NULL : fdopen(fd, "wb");

    if (!f)
        return fail(&c->errs, E_REFUSED, NULL, MSG_CLI_FILE_THERE, ARGS(to));
    int rc = write_backup(c, app, passphrase, f);
    if (fclose(f))
        rc = -1;
    if (!rc && rename(part.p, sv_cstr(c->a, to)))
        rc = -1;
    if (!rc)
        return 0;
    unlink(part.p);
    return fail(&c->errs, E_REFUSED, NULL, MSG_FILE_CANNOT_WRITE, ARGS(to));
}

int cli_backup(struct cli *c)
{
    struct sv passphrase, to = cli_option(c, "--to");
    struct app *app;
    int status = read_passphrase(c, &passphrase);

    if (status)
        return status;
    if (cli_open(c, &app))
        return cli_failed(c);
    int rc = backup_to(c, app, passphrase, to);
    app_close(&app);
    if (rc)
        return cli_failed(c);
    if (!c->json)
        cli_say(c, MSG_CLI_BACKED_UP, ARGS(to));
    return 0;
}

/* ---- restore ---- */

static long file_read(void *ctx, void *p, size_t n)
{
    size_t got = fread(p, 1, n, ctx);

    return ferror((FILE *)ctx) ? -1 : (long)got;
}

static int sealed_get(void *ctx, void *p, size_t n)
{
    return unseal_get(ctx, p, n);
}

static int open_backup(struct cli *c, struct sv passphrase, FILE *f, struct seal_in **out)
{
    rewind(f);
    return unseal_begin(c->a, passphrase, file_read, f, out, &c->errs);
}

/* Nothing is made of a file that is not whole. */
static int restore_from(struct cli *c, struct sv passphrase, FILE *f)
{
    struct seal_in *s;

    if (open_backup(c, passphrase, f, &s))
        return -1;
    if (unseal_end(s))
        return fail(&c->errs, E_REFUSED, NULL, MSG_SEAL_BROKEN, NO_ARGS);
    return open_backup(c, passphrase, f, &s) ||
                   backup_read(cli_option(c, "--data"), cli_option(c, "--db"), c->a, sealed_get, s,
                               &c->errs)
               ? -1
               : 0;
}

int cli_restore(struct cli *c)
{
    struct sv passphrase, from = cli_option(c, "--from");
    int status = read_passphrase(c, &passphrase);
    FILE *f = status ? NULL : fopen(sv_cstr(c->a, from), "rbe");

    if (status)
        return status;
    if (!f) {
        fail(&c->errs, E_REFUSED, NULL, MSG_FILE_CANNOT_READ, ARGS(from));
        return cli_failed(c);
    }
    int rc = restore_from(c, passphrase, f);
    fclose(f);
    if (rc)
        return cli_failed(c);
    if (!c->json)
        cli_say(c, MSG_CLI_RESTORED, ARGS(cli_option(c, "--data")));
    return 0;
}
