/* Numbers that leave the system: encrypted for one reader and one purpose, so that they tell nothing
 * and are worth nothing to another (docs/numbers.md).
 *
 * One AES block: the value and eight zero bytes, under a key derived from reader and purpose. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "domain/app_private.h"

static struct hash key_for(struct app *app, struct sv person, struct sv purpose)
{
    struct sv parts[] = {person, SV("\n"), purpose};

    return hmac_sha256((struct sv){(const char *)app->opaque_key.b, 32}, parts, 3);
}

struct sv app_opaque(struct app *app, struct arena *a, struct sv person, struct sv purpose, int64_t value)
{
    struct hash key = key_for(app, person, purpose);
    unsigned char in[16] = {0}, out[16];

    memcpy(in, &value, sizeof value);
    aes_block_encrypt(&key, in, out);
    return base64url_of(a, out, sizeof out);
}

int app_opaque_read(struct app *app, struct sv person, struct sv purpose, struct sv text, int64_t *value_out)
{
    struct arena *a = arena_new("opaque", 1u << 14);
    struct hash key = key_for(app, person, purpose);
    static const unsigned char zero[8];
    unsigned char out[16];
    struct sv raw;
    int rc = -1;

    if (text.n == 22 && !base64url_parse(a, text, &raw) && raw.n == 16) {
        aes_block_decrypt(&key, (const unsigned char *)raw.p, out);
        if (!memcmp(out + 8, zero, 8)) {
            memcpy(value_out, out, sizeof *value_out);
            rc = 0;
        }
    }
    arena_free(&a);
    return rc;
}

int app_opaque_create(struct arena *a, struct sv dir, struct errs *e)
{
    struct sv path = app_file(a, dir, "opaque.key");
    unsigned char key[32];
    int fd = open(path.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    random_bytes(key, sizeof key);
    if (fd < 0 || write(fd, key, sizeof key) != (ssize_t)sizeof key || fsync(fd) || close(fd))
        return fail(e, E_REFUSED, NULL, MSG_FILE_CANNOT_WRITE, ARGS(path));
    return 0;
}

int app_opaque_load(struct app *app, struct errs *e)
{
    struct sv path = app_file(app->a, app->dir, "opaque.key");
    int fd = open(path.p, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, app->opaque_key.b, sizeof app->opaque_key.b);

    if (fd >= 0)
        close(fd);
    if (n != (ssize_t)sizeof app->opaque_key.b)
        return fail(e, E_REFUSED, NULL, MSG_FILE_CANNOT_READ, ARGS(path));
    return 0;
}
