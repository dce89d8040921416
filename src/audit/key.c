/* The key that signs heads: DIR/audit.key and DIR/audit.pub.  See audit.h.
 *
 * Both files hold one line of base64; the filler's key is drawn from the same seed. */
#include "audit/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define FILE_BYTES 128 /* more than a line of base64 of 32 bytes */

static int key_fail(struct errs *e, enum msg m, struct sv path)
{
    return fail(e, E_UNAVAILABLE, NULL, m, ARGS(path, sv_of(strerror(errno))));
}

static void derive(struct audit_key *key)
{
    const struct sv purpose = SV("noroshi-filler-v1");

    ed25519_public(key->seed, key->pub);
    key->filler = hmac_sha256((struct sv){(const char *)key->seed, sizeof key->seed}, &purpose, 1);
}

static struct sv file_in(struct arena *a, struct sv dir, const char *name)
{
    return sv_fmt(a, "%.*s/%s", SV_FMT(dir), name);
}

static int write_all(int fd, struct sv text)
{
    while (text.n) {
        ssize_t n = write(fd, text.p, text.n);
        if (n < 0)
            return -1;
        text.p += n;
        text.n -= (size_t)n;
    }
    return fsync(fd);
}

static int make_file(struct sv path, mode_t mode, const unsigned char bytes[32], struct errs *e)
{
    struct sv text = sv_join(e->a, base64_of(e->a, bytes, 32), SV("\n"));
    int fd = open(sv_cstr(e->a, path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

    if (fd < 0 && errno == EEXIST)
        return fail(e, E_CONFLICT, NULL, MSG_AUDIT_KEY_EXISTS, ARGS(path));
    if (fd < 0)
        return key_fail(e, MSG_AUDIT_KEY_WRITE, path);
    int bad = write_all(fd, text);
    if (close(fd) || bad)
        return key_fail(e, MSG_AUDIT_KEY_WRITE, path);
    return 0;
}

/* Makes the names of new files in DIR durable. */
static int sync_dir(struct sv dir, struct errs *e)
{
    int fd = open(sv_cstr(e->a, dir), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int bad = fd < 0 || fsync(fd);

    if (fd >= 0)
        close(fd);
    return bad ? key_fail(e, MSG_AUDIT_KEY_WRITE, dir) : 0;
}

int audit_key_create(struct sv dir, struct audit_key *out, struct errs *e)
{
    random_bytes(out->seed, sizeof out->seed);
    derive(out);
    if (make_file(file_in(e->a, dir, "audit.key"), 0600, out->seed, e) ||
        make_file(file_in(e->a, dir, "audit.pub"), 0644, out->pub, e))
        return -1;
    return sync_dir(dir, e);
}

static int read_file(struct sv path, unsigned char out[32], struct errs *e)
{
    char text[FILE_BYTES];
    struct sv raw;
    int fd = open(sv_cstr(e->a, path), O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return key_fail(e, MSG_AUDIT_KEY_READ, path);
    ssize_t n = read(fd, text, sizeof text);
    if (n < 0)
        key_fail(e, MSG_AUDIT_KEY_READ, path);
    close(fd);
    if (n < 0)
        return -1;
    if (base64_parse(e->a, sv_trim((struct sv){text, (size_t)n}), &raw) || raw.n != 32)
        return fail(e, E_UNAVAILABLE, NULL, MSG_AUDIT_KEY_FORM, ARGS(path));
    memcpy(out, raw.p, 32);
    return 0;
}

int audit_key_load(struct sv dir, struct audit_key *out, struct errs *e)
{
    struct sv key = file_in(e->a, dir, "audit.key"), pub = file_in(e->a, dir, "audit.pub");
    unsigned char said[32];

    if (read_file(key, out->seed, e) || read_file(pub, said, e))
        return -1;
    derive(out);
    if (memcmp(said, out->pub, sizeof said) != 0)
        return fail(e, E_UNAVAILABLE, NULL, MSG_AUDIT_KEY_PAIR, ARGS(pub, key));
    return 0;
}
